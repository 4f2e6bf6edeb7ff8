package import JSON

/// What is told to one reader only, because of where it begins to read; it has no number of its own in the log.
extension Event {
    /// What a generation has come to, as a reader needs it who has not seen how.
    package struct Snapshot: Sendable {
        package let generation: GenerationID
        package let status: Status
        package let steps: [StepState]
        package let usage: Usage

        package init(generation: GenerationID, status: Status, steps: [StepState], usage: Usage) {
            self.generation = generation
            self.status = status
            self.steps = steps
            self.usage = usage
        }
    }

    package enum Status: String, CaseIterable, Sendable {
        case running
        case complete
        case error
        case cancelled
    }

    /// What one step, or one part of a step, has come to.
    package struct StepState: Sendable {
        package enum Status: String, Sendable {
            case running
            /// It has not begun, or its next attempt has not.
            case waiting
            case complete
            case error
            case skipped
            /// The generation ended before it did.
            case cancelled
        }

        package let step: Int
        package let part: Part?
        /// Counted from 1; 0 before the first has begun.
        package var attempt: Int
        package var status: Status
        /// What readers were told when it began, or when it was complete.
        package var message: String?
        /// The message that its draft was shown with, if it has been; the draft is its output, or its text by now.
        package var draft: String?
        /// Of a step that is complete, as the output is.
        package var duration: Duration?
        package var output: JSONValue?
        /// What the attempt that runs has said, or the last one if the step did not complete.
        package var text: String?
        /// What was announced of a structured output; nothing of it is larger than the text that it was read from.
        package var partials: [Partial]
        package var fault: GenerationFault?

        /// Whether it came to be run at all.
        package var hasBegun: Bool { attempt > 0 }

        package init(
            step: Int,
            part: Part?,
            attempt: Int,
            status: Status,
            message: String? = nil,
            draft: String? = nil,
            duration: Duration? = nil,
            output: JSONValue? = nil,
            text: String? = nil,
            partials: [Partial] = [],
            fault: GenerationFault? = nil
        ) {
            self.step = step
            self.part = part
            self.attempt = attempt
            self.status = status
            self.message = message
            self.draft = draft
            self.duration = duration
            self.output = output
            self.text = text
            self.partials = partials
            self.fault = fault
        }
    }

    /// Events that a reader asked for and cannot get any more; a snapshot follows.
    package struct Gap: Sendable {
        package enum Reason: String, Sendable {
            /// The log does not hold them any more, or never did.
            case notHeld = "not_held"
            /// They are of an epoch that ended with a crash, and were not durable.
            case lost
        }

        /// Behind which event the reader wanted to begin, and where it begins instead.
        package let after: EventPosition
        package let resumed: EventPosition
        package let reason: Reason

        package init(after: EventPosition, resumed: EventPosition, reason: Reason) {
            self.after = after
            self.resumed = resumed
            self.reason = reason
        }
    }
}
