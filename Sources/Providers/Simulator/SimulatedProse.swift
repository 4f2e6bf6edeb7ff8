internal import Bytes
internal import Platform

/// Sentences about nothing much, a word at a time, as long as somebody listens.
struct SimulatedProse {
    private var random: SeededRandomness
    /// Words until the sentence ends, and sentences until the paragraph does.
    private var wordsLeft = 0
    private var sentencesLeft = 0
    private var hasBegun = false

    private static let words: [StaticString] = [
        "water", "gate", "river", "pressure", "turbine", "valley", "stone", "channel", "season", "measure",
        "flow",
        "reservoir", "engineer", "morning", "signal", "slope", "weight", "village", "light", "wheel",
        "balance",
        "the", "a", "this", "every", "one", "another", "its", "their", "holds", "carries", "turns", "lifts",
        "finds",
        "keeps", "slows", "follows", "answers", "waits", "moves", "opens", "and", "or", "while", "because",
        "where",
        "under", "over", "through", "beside", "into", "steady", "narrow", "quiet", "early", "careful", "full",
        "deep",
    ]

    init(_ random: SeededRandomness) {
        self.random = random
    }

    /// Appends the next word with what stands before it.
    mutating func appendNext(to buffer: inout ByteBuffer) {
        guard hasBegun else {
            hasBegun = true
            sentencesLeft = Int.random(in: 2...4, using: &random)
            return buffer.append("[Simulated output]")
        }
        let beginsSentence = wordsLeft == 0
        if beginsSentence {
            wordsLeft = Int.random(in: 6...14, using: &random)
            if sentencesLeft == 0 {
                sentencesLeft = Int.random(in: 3...5, using: &random)
                buffer.append("\n\n")
            } else {
                buffer.append(UInt8(ascii: " "))
            }
            sentencesLeft -= 1
        } else {
            buffer.append(UInt8(ascii: " "))
        }
        let start = buffer.count
        buffer.append(Self.words[Int.random(in: 0..<Self.words.count, using: &random)])
        if beginsSentence {
            let capital = InlineArray<1, UInt8>(repeating: buffer[start] & ~0x20)
            buffer.replace(at: start, with: capital.span)
        }
        wordsLeft -= 1
        if wordsLeft == 0 { buffer.append(UInt8(ascii: ".")) }
    }

    /// About `count` characters for a string inside simulated JSON.
    mutating func text(about count: Int) -> String {
        var buffer = ByteBuffer()
        appendNext(to: &buffer)
        while buffer.count < count { appendNext(to: &buffer) }
        return buffer.string
    }
}
