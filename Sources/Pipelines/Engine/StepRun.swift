internal import Events
internal import Platform
internal import Providers

/// The step that runs: what it has produced, and the model call behind it if there is one.
struct StepRun {
    let step: Int
    let attempt: Int
    let began: Instant
    var model: ModelReference?
    var call: (any ModelCall)?
    var firstText: Instant?
    /// What is said to the model and by it, if that is to stand in its span.
    var content: CallContent?
    /// What the call has used, once it is over.
    var usage = Usage()

    init(step: Int, attempt: Int, began: Instant) {
        self.step = step
        self.attempt = attempt
        self.began = began
    }
}
