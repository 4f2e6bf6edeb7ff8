internal import Bytes
internal import JSON
internal import Platform

/// What a simulated model says: prose without end, or one JSON document in small pieces.
enum SimulatedText {
    case prose(SimulatedProse)
    case document([UInt8], next: Int, SeededRandomness)

    /// Prose, or a document that satisfies the schema that was asked for, as the prompt wants it.
    init(answering request: ModelRequest, _ random: SeededRandomness) throws(JSONSchema.SampleFault) {
        guard let schema = request.schema else {
            self = .prose(SimulatedProse(random))
            return
        }
        var random = random
        var prose = SimulatedProse(SeededRandomness(seed: random.next()))
        let outline = SimulatedReading.outline(of: request.prompt)
        let value = try schema.sample(outline, using: &random) { prose.text(about: $0) }
        self = .document(Array(value.rendered.utf8), next: 0, random)
    }

    /// The fewest tokens that it can have.
    var tokensMin: Int {
        switch self {
        case .prose: .max
        // A token is at most six bytes and the rest of a character.
        case .document(let bytes, _, _): bytes.count / 9
        }
    }

    /// Appends the next token, as long as a model's usually are; false if there is none.
    mutating func appendNext(to buffer: inout ByteBuffer) -> Bool {
        switch self {
        case .prose(var prose):
            prose.appendNext(to: &buffer)
            self = .prose(prose)
            return true
        case .document(let bytes, let next, var random):
            guard next < bytes.count else { return false }
            var end = min(bytes.count, next + Int.random(in: 2...6, using: &random))
            // Never in the middle of a character.
            while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
            buffer.append(bytes.span.extracting(next..<end))
            self = .document(bytes, next: end, random)
            return true
        }
    }
}
