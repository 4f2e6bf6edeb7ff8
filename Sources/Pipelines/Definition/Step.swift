package import JSON
internal import Patterns
package import Providers
package import Templates

/// One unit of a pipeline.
package struct Step: Sendable {
    package let id: String
    /// What readers are told while it runs.
    package let message: Template
    package let kind: Kind

    package enum Kind: Sendable {
        case model(ModelStep)
        case check(CheckStep)
        case transform(TransformStep)
    }
}

/// A step that asks a model.
package struct ModelStep: Sendable {
    /// In order of preference; the first whose provider is configured is asked.
    package let models: [ModelReference]
    package let system: Template?
    package let prompt: Template
    package let output: Output
    package let maxTokens: Int?
    package let temperature: Double?
    package let timeouts: StepTimeouts
    /// What readers are told when the whole text is there, if it is shown as a draft.
    package let draft: Template?

    package enum Output: Sendable {
        case text
        case json(JSONSchema)
    }
}

/// How long a model call may take.
package struct StepTimeouts: Equatable, Sendable {
    package var firstToken: Duration
    /// Between two pieces of text.
    package var idle: Duration
    package var total: Duration
}

/// A step that holds a value to rules.
package struct CheckStep: Sendable {
    package let value: ScopePath
    package let rules: [Rule]
}

/// A step that makes a value out of others.
package struct TransformStep: Sendable {
    package let output: Output
    package let format: TextFormat

    package enum Output: Sendable {
        case text(Template)
        case fields([(name: String, template: Template)])
    }
}

/// How text is tidied.
package enum TextFormat: String, CaseIterable, Sendable {
    /// As it is.
    case plain
    /// Without blanks around it and at the ends of lines, paragraphs one empty line apart.
    case markdown
}
