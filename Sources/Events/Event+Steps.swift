package import JSON

/// What the events of a step carry.
extension Event {
    package struct StepStart: Sendable {
        /// The step's index in the pipeline.
        package let step: Int
        package let attempt: Int
        /// What the pipeline says to readers while the step runs.
        package let message: String
        /// `PROVIDER/MODEL`, for a model call.
        package let model: String?
        /// How long the generation will probably still take, by what its steps usually do.
        package let remaining: Duration?

        package init(
            step: Int,
            attempt: Int,
            message: String,
            model: String?,
            remaining: Duration? = nil
        ) {
            self.step = step
            self.attempt = attempt
            self.message = message
            self.model = model
            self.remaining = remaining
        }
    }

    package struct Draft: Sendable {
        package let step: Int
        package let message: String
        package let text: String

        package init(step: Int, message: String, text: String) {
            self.step = step
            self.message = message
            self.text = text
        }
    }

    package struct StepComplete: Sendable {
        package let step: Int
        package let attempt: Int
        package let duration: Duration
        package let output: JSONValue
        package let usage: Usage
        /// How long the generation will probably still take.
        package let remaining: Duration?

        package init(
            step: Int,
            attempt: Int,
            duration: Duration,
            output: JSONValue,
            usage: Usage,
            remaining: Duration? = nil
        ) {
            self.step = step
            self.attempt = attempt
            self.duration = duration
            self.output = output
            self.usage = usage
            self.remaining = remaining
        }
    }

    package struct StepError: Sendable {
        package let step: Int
        package let attempt: Int
        package let fault: GenerationFault

        package init(step: Int, attempt: Int, fault: GenerationFault) {
            self.step = step
            self.attempt = attempt
            self.fault = fault
        }
    }
}
