internal import JSON
package import Platform

/// One thing that happened in a generation: numbered, immutable.
///
/// A model's text comes as `Delta`, which is numbered with the events but is a type of its own: there are a hundred
/// times as many of them, and they must cost next to nothing.
package struct Event: Sendable {
    /// 1, 2, 3 …, assigned by the log.
    package let sequence: Int
    package let time: Timestamp
    /// How far the whole generation is, 0 to 100; never falls.
    package let progress: Int
    package let payload: Payload

    package init(sequence: Int, time: Timestamp, progress: Int, payload: Payload) {
        self.sequence = sequence
        self.time = time
        self.progress = progress
        self.payload = payload
    }

    package enum Payload: Sendable {
        case generationStart(GenerationStart)
        /// It waits for others to end before it begins; `position` counts from 1.
        case queued(position: Int, wait: Duration?)
        case stepStart(StepStart)
        case partial(Partial)
        case draft(Draft)
        case stepProgress(StepProgress)
        case stepRetry(StepRetry)
        case stepComplete(StepComplete)
        case stepSkip(StepSkip)
        case stepError(StepError)
        case generationComplete(GenerationEnd)
        case generationError(GenerationEnd, GenerationFault)
        case generationCancelled(GenerationEnd, reason: String)
        /// To readers who asked for it, while it happens: what a call has cost. It has no number of its own.
        case cost(Charge)
        /// To one reader: what there is so far.
        case snapshot(Snapshot)
        /// To one reader: what it will not get.
        case gap(Gap)
        /// To one reader: the server is going; come back after the delay.
        case shutdown(retryAfter: Duration)
    }

    /// Whether nothing can follow it.
    package var isTerminal: Bool {
        switch payload {
        case .generationComplete, .generationError, .generationCancelled: true
        case .generationStart, .queued, .stepStart, .partial, .draft, .stepProgress, .stepRetry,
            .stepComplete,
            .stepSkip, .stepError, .cost, .snapshot, .gap, .shutdown:
            false
        }
    }
}
