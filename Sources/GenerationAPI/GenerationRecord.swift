internal import Authentication
internal import EventLog
internal import EventLoops
internal import Events
internal import Pipelines
internal import Platform

/// What the server has of one generation, while it runs and for some time after; belongs to the generation's loop.
final class GenerationRecord {
    let bound: BoundPipeline
    /// Whose it is.
    let caller: Caller
    let log: GenerationLog
    /// Nil once it has ended.
    private var generation: Generation?

    init(_ generation: Generation, of bound: BoundPipeline, for caller: Caller) {
        self.generation = generation
        self.bound = bound
        self.caller = caller
        log = generation.log
    }

    /// Calls it off, if it still runs.
    func cancel(reason: String) {
        generation?.cancel(reason: reason)
    }

    /// Lets go of everything but the log.
    func ended() {
        generation = nil
    }

    var status: Event.Status {
        switch log.end?.payload {
        case .generationComplete: .complete
        case .generationError: .error
        case .generationCancelled: .cancelled
        default: .running
        }
    }
}
