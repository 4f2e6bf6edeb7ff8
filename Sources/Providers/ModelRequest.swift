package import JSON
package import Tracing

/// What a model is asked.
package struct ModelRequest: Sendable {
    package let model: ModelReference
    /// Instructions that stand above the prompt.
    package let system: String?
    package let prompt: String
    /// What the answer must satisfy; nil for text.
    package let schema: JSONSchema?
    package let maxOutputTokens: Int?
    package let temperature: Double?
    /// Which attempt of the step this is, from 1.
    package let attempt: Int
    /// The span of the call, if it is of a trace: a vendor that is asked over HTTP is told of it.
    package let trace: TraceContext?

    package init(
        model: ModelReference,
        system: String?,
        prompt: String,
        schema: JSONSchema?,
        maxOutputTokens: Int?,
        temperature: Double?,
        attempt: Int,
        trace: TraceContext? = nil
    ) {
        self.model = model
        self.system = system
        self.prompt = prompt
        self.schema = schema
        self.maxOutputTokens = maxOutputTokens
        self.temperature = temperature
        self.attempt = attempt
        self.trace = trace
    }
}
