package import JSON

/// What the events of a step carry.
extension Event {
    package struct StepStart: Sendable {
        /// The step's index in the pipeline.
        package let step: Int
        package let attempt: Int
        package let part: Part?
        /// What the pipeline says to readers while the step runs.
        package let message: String
        /// `PROVIDER/MODEL`, for a model call.
        package let model: String?
        /// How long the generation will probably still take, by what its steps usually do.
        package let remaining: Duration?

        package init(
            step: Int,
            attempt: Int,
            part: Part? = nil,
            message: String,
            model: String?,
            remaining: Duration? = nil
        ) {
            self.step = step
            self.attempt = attempt
            self.part = part
            self.message = message
            self.model = model
            self.remaining = remaining
        }
    }

    /// One part of a structured output, complete and valid.
    package struct Partial: Sendable {
        package let step: Int
        package let attempt: Int
        package let part: Part?
        package let path: JSONPointer
        package let value: JSONValue
        /// Which of how many elements it is, counted from 0, if the pipeline says how many there will be.
        package let element: (index: Int, count: Int)?

        package init(
            step: Int,
            attempt: Int,
            part: Part? = nil,
            path: JSONPointer,
            value: JSONValue,
            element: (index: Int, count: Int)? = nil
        ) {
            self.step = step
            self.attempt = attempt
            self.part = part
            self.path = path
            self.value = value
            self.element = element
        }
    }

    package struct Draft: Sendable {
        package let step: Int
        package let part: Part?
        package let message: String
        package let text: String

        package init(step: Int, part: Part? = nil, message: String, text: String) {
            self.step = step
            self.part = part
            self.message = message
            self.text = text
        }
    }

    /// How far a step that takes long has come.
    package struct StepProgress: Sendable {
        package let step: Int
        package let part: Part?
        /// 0 to 1; of the step alone.
        package let fraction: Double
        package let remaining: Duration?

        package init(step: Int, part: Part? = nil, fraction: Double, remaining: Duration? = nil) {
            self.step = step
            self.part = part
            self.fraction = fraction
            self.remaining = remaining
        }
    }

    /// An attempt failed, and there will be another; what it streamed is void, but for what is kept.
    package struct StepRetry: Sendable {
        package let step: Int
        /// The one that failed.
        package let attempt: Int
        package let part: Part?
        package let fault: GenerationFault
        /// How long until the next one begins.
        package let wait: Duration
        /// `PROVIDER/MODEL` of the next one, for a model call.
        package let model: String?
        /// Elements of its output that stand; the next attempt goes on behind them.
        package let kept: Int

        package init(
            step: Int,
            attempt: Int,
            part: Part? = nil,
            fault: GenerationFault,
            wait: Duration,
            model: String?,
            kept: Int = 0
        ) {
            self.step = step
            self.attempt = attempt
            self.part = part
            self.fault = fault
            self.wait = wait
            self.model = model
            self.kept = kept
        }
    }

    package struct StepComplete: Sendable {
        package let step: Int
        package let attempt: Int
        package let part: Part?
        /// What the pipeline says to readers of what the step has made, if it says anything.
        package let message: String?
        package let duration: Duration
        package let output: JSONValue
        package let usage: Usage
        package let cost: Cost
        /// How long the generation will probably still take.
        package let remaining: Duration?

        package init(
            step: Int,
            attempt: Int,
            part: Part? = nil,
            message: String? = nil,
            duration: Duration,
            output: JSONValue,
            usage: Usage,
            cost: Cost = Cost(),
            remaining: Duration? = nil
        ) {
            self.step = step
            self.attempt = attempt
            self.part = part
            self.message = message
            self.duration = duration
            self.output = output
            self.usage = usage
            self.cost = cost
            self.remaining = remaining
        }
    }

    package struct StepSkip: Sendable {
        package let step: Int
        /// A sentence for readers.
        package let reason: String

        package init(step: Int, reason: String) {
            self.step = step
            self.reason = reason
        }
    }

    package struct StepError: Sendable {
        package let step: Int
        package let attempt: Int
        package let part: Part?
        package let fault: GenerationFault
        /// What it has used all the same.
        package let usage: Usage
        /// Whether the generation goes on without the step.
        package let isOptional: Bool

        package init(
            step: Int,
            attempt: Int,
            part: Part? = nil,
            fault: GenerationFault,
            usage: Usage = Usage(),
            isOptional: Bool = false
        ) {
            self.step = step
            self.attempt = attempt
            self.part = part
            self.fault = fault
            self.usage = usage
            self.isOptional = isOptional
        }
    }
}
