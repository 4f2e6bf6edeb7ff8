import Platform
import Testing

@Suite struct UUIDSequenceTests {
    private static let times = [1_767_323_045_000, 1_767_323_045_000, 1_767_323_045_007, 1_767_323_046_000]

    private static func made(_ seed: UInt64) -> [UUID] {
        var random: any RandomNumberGenerator = SeededRandomness(seed: seed)
        var sequence = UUIDSequence(random: &random)
        return times.map { sequence.next(at: Timestamp(unixNanoseconds: Int64($0) * 1_000_000)) }
    }

    @Test func eachSaysItsTimeItsVersionAndItsVariant() {
        for (uuid, time) in zip(Self.made(1), Self.times) {
            #expect(uuid.high >> 16 == UInt64(time))
            #expect(uuid.high >> 12 & 0xF == 7)
            #expect(uuid.low >> 62 == 0b10)
        }
    }

    @Test(arguments: 0..<1_000 as Range<UInt64>)
    func eachIsOneMoreThanTheOneBefore(seed: UInt64) {
        let made = Self.made(seed)
        #expect(zip(made, made.dropFirst()).allSatisfy { $0.low & (.max >> 2) &+ 1 == $1.low & (.max >> 2) })
        #expect(Set(made.map { $0.high & 0xFFF }).count == 1)
    }

    @Test func whatBeginsElsewhereIsElsewhere() {
        #expect(Set((0..<1_000).flatMap { Self.made($0) }).count == 4_000)
    }

    @Test func behindTheLastComesTheFirst() {
        var random: any RandomNumberGenerator = Highest()
        var sequence = UUIDSequence(random: &random)
        #expect(sequence.next(at: Timestamp(unixNanoseconds: 0)).low == 0x8000_0000_0000_0000)
    }

    private struct Highest: RandomNumberGenerator {
        func next() -> UInt64 { .max }
    }
}
