internal import Bytes
internal import Events
internal import Platform

/// Pieces of one step's text that follow each other in the log: kept as one, without losing where each began.
final class DeltaRun {
    /// What is kept of one piece.
    struct Mark {
        /// Where the piece ends in its step's text.
        let end: UInt32
        /// Since the generation began: beyond 49 days it stays at the last moment that fits.
        let milliseconds: UInt32
        let progress: UInt8
    }

    let text: StepText
    /// Where in the text the run begins, and with which of its pieces.
    private let start: Int
    private let firstChunk: Int
    let firstSequence: Int
    private var marks: [Mark] = []

    init(of text: StepText, firstSequence: Int) {
        self.text = text
        self.firstSequence = firstSequence
        start = text.bytes.count
        firstChunk = text.chunks + 1
    }

    var lastSequence: Int { firstSequence + marks.count - 1 }

    /// Without the text, which is its step's.
    var memoryBytes: Int { 96 + marks.capacity * MemoryLayout<Mark>.stride }

    func append(_ mark: Mark) {
        marks.append(mark)
    }

    /// Where the text begins that follows the piece with this number; the one before the run counts as such.
    func offset(after sequence: Int) -> Int {
        sequence < firstSequence ? start : Int(marks[sequence - firstSequence].end)
    }

    /// The last piece that a reader can be given together with all since `sequence` in at most `bytes` of text; the
    /// next piece in any case.
    func lastSequence(after sequence: Int, within bytes: Int) -> Int {
        let limit = offset(after: sequence) + bytes
        var low = max(sequence + 1, firstSequence)
        var high = lastSequence
        while low < high {
            let middle = (low + high + 1) / 2
            if offset(after: middle) <= limit { low = middle } else { high = middle - 1 }
        }
        return low
    }

    func delta(_ sequence: Int, began: Timestamp) -> Delta {
        let index = sequence - firstSequence
        let mark = marks[index]
        return Delta(
            sequence: sequence,
            time: Timestamp(unixNanoseconds: began.unixNanoseconds + Int64(mark.milliseconds) * 1_000_000),
            progress: Int(mark.progress),
            step: text.step,
            attempt: text.attempt,
            part: text.part,
            chunk: firstChunk + index,
            length: Int(mark.end)
        )
    }
}
