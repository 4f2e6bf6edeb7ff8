import Platform
import Testing
import Tracing

@Suite struct RequestIDTests {
    @Test(arguments: [
        "a", "01a1f98a-27a6-740d-8ca1-0c04da6d8537", "A.b_c-9", String(repeating: "x", count: 128),
    ])
    func aFitIDIsTaken(text: String) {
        let id = RequestID(given: Array(text.utf8).span)
        #expect(id?.description == text)
    }

    @Test(arguments: ["", "a b", "a\nb", "größe", "a,b", "a;b", "<x>", String(repeating: "x", count: 129)])
    func anUnfitIDIsReplacedNotTrimmed(text: String) {
        let id = RequestID(given: Array(text.utf8).span)
        #expect(id == nil)
    }

    @Test func aMadeIDSortsByTimeAndSaysItsVersion() {
        var random: any RandomNumberGenerator = SeededRandomness(seed: 3)
        let early = UUID(at: Timestamp(unixNanoseconds: 1_767_323_045_000_000_000), random: &random)
        let late = UUID(at: Timestamp(unixNanoseconds: 1_767_323_045_001_000_000), random: &random)
        let texts = [early, late].map { RequestID.made($0).description }
        #expect(texts == texts.sorted())
        #expect(texts[0].hasPrefix("019b7ca9-8c88-7"))
        for text in texts {
            let groups = text.split(separator: "-").map(\.count)
            #expect(groups == [8, 4, 4, 4, 12])
            #expect("89ab".contains(text[text.index(text.startIndex, offsetBy: 19)]))
        }
        #expect(Set(texts).count == 2)
    }
}
