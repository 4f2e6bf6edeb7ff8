package import Dialects
package import Events
package import JSON
package import Providers

/// What one pipeline file declares: immutable, so that a generation keeps the version it began with.
package final class Pipeline: Sendable {
    package let facts: PipelineFacts
    package let summary: String
    package let dialect: DialectName
    package let routes: [PipelineRoute]
    package let disconnect: DisconnectPolicy
    /// How long a generation may take in all.
    package let timeout: Duration
    package let input: PipelineInput
    /// Those of the pipeline in order, and behind them the bodies of for-each steps.
    package let steps: [Step]
    /// All of it: what runs unless a route says otherwise.
    package let selection: PipelineSelection

    package var name: String { facts.name }

    init(
        facts: PipelineFacts,
        summary: String,
        dialect: DialectName,
        routes: [PipelineRoute],
        disconnect: DisconnectPolicy,
        timeout: Duration,
        input: PipelineInput,
        steps: [Step],
        selection: PipelineSelection
    ) {
        self.facts = facts
        self.summary = summary
        self.dialect = dialect
        self.routes = routes
        self.disconnect = disconnect
        self.timeout = timeout
        self.input = input
        self.steps = steps
        self.selection = selection
    }

    /// The models that its steps may ask, each once.
    package var models: [ModelReference] {
        var models: [ModelReference] = []
        for case .model(let step) in steps.map(\.kind) {
            for model in step.models where !models.contains(model) { models.append(model) }
        }
        return models
    }
}

/// A route of the pipeline's own, beside those that every pipeline has.
package struct PipelineRoute: Sendable {
    /// How it answers.
    package enum Answer: String, CaseIterable, Sendable {
        /// A stream of events in the pipeline's dialect.
        case stream
        /// One JSON document at the end.
        case json
    }

    package let path: String
    package let answer: Answer
    package let input: PipelineInput
    /// Whether it reads something else than the pipeline.
    package let hasOwnInput: Bool
    package let selection: PipelineSelection
}

/// What a pipeline reads.
package struct PipelineInput: Sendable {
    /// What input must satisfy, and the document that says so.
    package let schema: JSONSchema
    package let document: JSONValue
    /// An input that works, for trying out.
    package let example: JSONValue
}

/// What becomes of a generation when nobody reads it any more.
package enum DisconnectPolicy: Equatable, Sendable {
    /// It ends at once.
    case cancel
    /// It goes on, to its end if somebody comes back within the grace time.
    case `continue`(grace: Duration)
}
