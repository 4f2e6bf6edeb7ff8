package import Dialects
package import Events
package import JSON

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
    package let steps: [Step]
    /// Where in the scope the result stands.
    package let result: ScopePath

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
        result: ScopePath
    ) {
        self.facts = facts
        self.summary = summary
        self.dialect = dialect
        self.routes = routes
        self.disconnect = disconnect
        self.timeout = timeout
        self.input = input
        self.steps = steps
        self.result = result
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
