internal import Bytes

/// What one attempt of a step has produced, kept once for everybody.
final class StepText {
    let step: Int
    let attempt: Int
    private(set) var chunks = 0
    private(set) var bytes = ByteBuffer()

    init(step: Int, attempt: Int) {
        self.step = step
        self.attempt = attempt
    }

    func append(_ piece: Span<UInt8>) {
        bytes.append(piece)
        chunks += 1
    }
}
