package import Platform

/// One piece of a step's text; the text itself is lent beside it, because the log keeps it once.
package struct Delta: Sendable {
    /// Numbered with the events of the same log.
    package let sequence: Int
    package let time: Timestamp
    /// How far the whole generation is, 0 to 100; never falls.
    package let progress: Int
    /// The step's index in the pipeline.
    package let step: Int
    package let attempt: Int
    package let part: Event.Part?
    /// Which piece of the step's text this is, counted from 1; a coalesced one has the number of its last.
    package let chunk: Int
    /// Bytes of UTF-8 that the step has produced, this piece included.
    package let length: Int

    package init(
        sequence: Int,
        time: Timestamp,
        progress: Int,
        step: Int,
        attempt: Int,
        part: Event.Part? = nil,
        chunk: Int,
        length: Int
    ) {
        self.sequence = sequence
        self.time = time
        self.progress = progress
        self.step = step
        self.attempt = attempt
        self.part = part
        self.chunk = chunk
        self.length = length
    }
}
