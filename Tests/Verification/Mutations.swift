import Platform

/// Variants of an input that nobody would think of: bytes changed, left out, repeated, swapped and cut off.
///
/// The same seed gives the same variants, so a failing one can be named.
public struct Mutations: Sequence, IteratorProtocol {
    private let original: [UInt8]
    private let alphabet: [UInt8]
    private var left: Int
    private var random: SeededRandomness

    /// - Parameters:
    ///   - original: a valid input.
    ///   - alphabet: the bytes that mean something to what reads it.
    ///   - count: how many variants there are.
    ///   - seed: which ones.
    public init(of original: String, alphabet: String, count: Int, seed: UInt64 = 1) {
        self.original = Array(original.utf8)
        self.alphabet = Array(alphabet.utf8)
        self.left = count
        random = SeededRandomness(seed: seed)
    }

    public mutating func next() -> [UInt8]? {
        guard left > 0 else { return nil }
        left -= 1
        var bytes = original
        for _ in 0...random(below: 4) {
            mutate(&bytes)
        }
        return bytes
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let place = random(below: bytes.count)
        let length = Swift.min(1 + random(below: 12), bytes.count - place)
        switch random(below: 7) {
        case 0: bytes[place] = UInt8(random(below: 256))
        case 1: bytes[place] = alphabet[random(below: alphabet.count)]
        case 2: bytes.insert(alphabet[random(below: alphabet.count)], at: place)
        case 3: bytes.removeSubrange(place..<place + length)
        case 4: bytes.insert(contentsOf: bytes[place..<place + length], at: random(below: bytes.count))
        case 5: bytes.swapAt(place, random(below: bytes.count))
        default: bytes.removeLast(Swift.min(bytes.count, random(below: 40)))
        }
    }

    private mutating func random(below bound: Int) -> Int {
        Int(random.next() % UInt64(bound))
    }
}
