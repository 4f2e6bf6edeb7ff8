package import Events
package import JSON
internal import Patterns
package import Providers
package import Templates

/// One unit of a pipeline.
package struct Step: Sendable {
    package let id: String
    /// What readers are told while it runs.
    package let message: Template
    /// What readers are told of what it has made; `output` is that.
    package let completed: Template?
    /// Indices of the steps that must be over before it begins.
    package let needs: [Int]
    /// It is skipped unless this is true.
    package let condition: Expression?
    /// Whether the generation goes on when it fails.
    package let isOptional: Bool
    package let retry: RetryPolicy
    package let kind: Kind

    package enum Kind: Sendable {
        case model(ModelStep)
        case check(CheckStep)
        case transform(TransformStep)
        case forEach(ForEachStep)
    }
}

/// What is tried again, and when.
package struct RetryPolicy: Equatable, Sendable {
    /// With each model, the first included.
    package var attempts: Int
    /// What is waited before the second attempt.
    ///
    /// It is doubled before each further one, up to `longest`; jittered: anything from half of it to all of it.
    package var first: Duration
    package var longest: Duration
    package var errors: Set<ErrorType>

    package init(attempts: Int, first: Duration, longest: Duration, errors: Set<ErrorType>) {
        self.attempts = attempts
        self.first = first
        self.longest = longest
        self.errors = errors
    }

    /// One attempt.
    package static let never = RetryPolicy(attempts: 1, first: .zero, longest: .zero, errors: [])
}

/// A step that asks a model.
package struct ModelStep: Sendable {
    /// The first whose condition holds is taken; the last has none.
    package let choices: [ModelChoice]
    package let system: Template?
    package let prompt: Template
    package let output: Output
    package let maxTokens: TokenBudget?
    package let temperature: Double?
    package let timeouts: StepTimeouts
    package let hedge: HedgePolicy?
    package let minimumRate: MinimumRate?
    /// What readers are told when the whole text is there, if it is shown as a draft.
    package let draft: Template?
    package let elements: ElementList?

    /// Every model that may be asked.
    package var models: [ModelReference] { choices.flatMap(\.models) }

    package enum Output: Sendable {
        case text
        case json(JSONSchema)
    }
}

/// Models in order of preference: the first whose provider is configured is asked, and the next when it fails.
package struct ModelChoice: Sendable {
    package let condition: Expression?
    package let models: [ModelReference]

    /// Without the models of providers that are not configured: who has keys to one vendor only uses the same file.
    func asking(_ providers: [String]) -> ModelChoice {
        ModelChoice(condition: condition, models: models.filter { providers.contains($0.provider) })
    }
}

/// How many tokens an answer may have: `base`, and `each` times a number that is known when it is asked for.
package struct TokenBudget: Sendable {
    package let base: Int
    package let each: Int
    package let times: Expression?
    package let most: Int
}

/// The list of a structured output whose elements stand by themselves: announced one by one, and kept when the answer
/// is cut.
package struct ElementList: Sendable {
    /// The member of the output that is the list.
    package let name: String
    /// How many elements there will be.
    package let count: Expression?
    package let continuation: Continuation?
}

/// How an answer is gone on with that was cut behind some complete elements.
package struct Continuation: Sendable {
    /// How often.
    package let rounds: Int
    /// The prompt that asks for the rest; `written` is the output so far, with complete elements only, and `kept` how
    /// many of them there are.
    package let prompt: Template
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
    package let repair: Repair?
}

/// What follows when a check fails: the model that made the value is told why, and asked again.
package struct Repair: Sendable {
    /// The model step that is asked again.
    package let step: Int
    /// The steps between it and the check, which make the value of what it answers; all of them transforms.
    package let between: [Int]
    package let rounds: Int
    /// What the model is asked; `reasons` is a list of what was wrong, `previous` what it had answered.
    package let prompt: Template
    package let message: Template
}

/// A step that makes a value out of others.
package struct TransformStep: Sendable {
    package let output: Output
    package let format: TextFormat

    package enum Output: Sendable {
        case text(Template)
        case fields([(name: String, template: Template)])
        case value(Expression)
        case values([(name: String, value: Expression)])
        /// Objects made one, later members in place of earlier ones; lists made one list.
        case merge([ScopePath])
    }
}

/// A step that runs another for every element of a list; its output is the list of theirs, in order.
package struct ForEachStep: Sendable {
    package let over: ScopePath
    /// What the body knows the element by; `index` is known too, counted from 0.
    package let name: String
    /// Index of the step that is run; it stands behind those of the pipeline.
    package let body: Int
    /// How many may run at once.
    package let atOnce: Int
    /// More elements fail the step.
    package let elementsMax: Int
}

/// How text is tidied, and what is done to the values in it.
package enum TextFormat: String, CaseIterable, Sendable {
    /// As it is.
    case plain
    /// Without blanks around it and at the ends of lines, paragraphs one empty line apart.
    case markdown
    /// Values are escaped as HTML text.
    case html
    /// Values are escaped as the inside of JSON strings, and the whole must be JSON.
    case json
}
