internal import Bytes
internal import Events

/// What one attempt of a step has produced, kept once for everybody.
final class StepText {
    let step: Int
    let attempt: Int
    let part: Event.Part?
    private(set) var chunks: Int
    private(set) var bytes = ByteBuffer()
    /// Those of an earlier attempt that it goes on behind.
    let inheritedBytes: Int
    /// Characters and bytes of the beginning that is shown as a preview; it grows no more once it is long enough.
    private var previewCharacters = 0
    private var previewBytes = 0

    private static let previewCharactersMax = 200

    /// One that goes on behind what an earlier attempt said begins with that.
    init(step: Int, attempt: Int, part: Event.Part?, continuing earlier: StepText?) {
        self.step = step
        self.attempt = attempt
        self.part = part
        chunks = 0
        inheritedBytes = earlier?.bytes.count ?? 0
        guard let earlier else { return }
        earlier.bytes.withSpan { append($0) }
        chunks = earlier.chunks
    }

    func append(_ piece: Span<UInt8>) {
        bytes.append(piece)
        chunks += 1
        if previewCharacters < Self.previewCharactersMax { extendPreview(by: piece) }
    }

    /// Where the beginning ends that a preview shows, if the text has `length` bytes.
    func previewEnd(at length: Int) -> Int { min(previewBytes, length) }

    private func extendPreview(by piece: Span<UInt8>) {
        for index in 0..<piece.count {
            if piece[index] & 0xC0 != 0x80 {
                guard previewCharacters < Self.previewCharactersMax else { return }
                previewCharacters += 1
            }
            previewBytes += 1
        }
    }
}
