import Bytes
import JSON
import Testing
import Verification

/// Nothing that a model writes may crash the server or hold it up.
@Suite struct IncrementalBoundsTests {
    private func pieces(_ bytes: [UInt8], of count: Int) -> [ArraySlice<UInt8>] {
        stride(from: 0, to: bytes.count, by: count).map { bytes[$0..<min($0 + count, bytes.count)] }
    }

    @Test(arguments: ["[", "{\"a\":", "[{\"a\":"])
    func tenThousandLevelsAreRefusedAtTheSixtyFifth(opening: String) {
        let text = Array(String(repeating: opening, count: 10_000).utf8)
        let faults = [text.count, 1, 100].map { IncrementalReading(pieces(text, of: $0)).fault }
        guard case .notJSON(let fault) = faults[0] else {
            Issue.record("\(String(describing: faults[0]))")
            return
        }
        #expect(fault.reason == .tooDeep(limit: 64))
        #expect(faults.allSatisfy { $0 == faults[0] })
    }

    @Test(arguments: [1, 7, 4_096, 2 << 20])
    func aMegabyteOfTextIsOneValue(count: Int) throws {
        let content = String(repeating: "Tag für Tag 🌊 \"ruhig\"\n", count: 50_000)
        var buffer = ByteBuffer()
        buffer.append(json: ["text": .string(content), "list": [.string(content)]])
        let reading = IncrementalReading(pieces(buffer.array, of: count))
        #expect(content.utf8.count > 1 << 20)
        #expect(reading.parts.map(\.path) == ["/text", "/list/0"])
        #expect(reading.parts.allSatisfy { $0.value == .string(content) })
        #expect(reading.value == ["text": .string(content), "list": [.string(content)]])
    }

    @Test func theLengthIsBoundedWhateverThePieces() {
        let text = Array(" ```json\n[1,2]\n``` \n".utf8)
        verifyChunking(of: text, parse: { IncrementalReading($0, limits: JSONLimits(bytes: text.count)) }) {
            #expect($0.value == [1, 2], "\($1)")
        }
        for limit in 0..<text.count {
            let reading = IncrementalReading([text[...]], limits: JSONLimits(bytes: limit))
            #expect(reading.fault == .notJSON(JSONFault(.tooLong(limit: limit), at: limit)), "\(limit)")
        }
        let blanks = [UInt8](repeating: 0x20, count: 1_000)
        let fault = IncrementalReading(pieces(blanks, of: 10), limits: JSONLimits(bytes: 100)).fault
        #expect(fault == .notJSON(JSONFault(.tooLong(limit: 100), at: 100)))
    }

    @Test func tensOfThousandsOfMembersAndElementsAreRead() {
        let members = (0..<20_000).map { "\"member\($0)\":\($0)" }.joined(separator: ",")
        let flat = IncrementalReading(pieces(Array("{\(members)}".utf8), of: 1_000))
        #expect(flat.value?["member19999"] == 19_999)
        #expect(flat.parts.count == 20_000)
        let repeated = IncrementalReading("{\(members),\"member500\":0}")
        #expect(
            repeated.fault?.description.hasPrefix("the object has two members called 'member500'") == true
        )
        #expect(repeated.parts.count == 20_000)
        let elements = (0..<20_000).map(String.init).joined(separator: ",")
        #expect(IncrementalReading("{\"a\":[\(elements)]}").value?["a"]?.array?.count == 20_000)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func damagedAnswersGiveTheSameHoweverTheyAreCut(seed: UInt64) {
        let original = "```json\n" + IncrementalSalvageTests.documents[Int(seed) % 5] + "\n```\n"
        let alphabet = #"{}[]:,"\/0123456789+-.eEtrufalsn`"# + "\n é🌊"
        for text in Mutations(of: original, alphabet: alphabet, count: 200, seed: seed) {
            let whole = IncrementalReading([text[...]])
            #expect(IncrementalReading(pieces(text, of: 1)) == whole)
            #expect(IncrementalReading(pieces(text, of: 7)) == whole)
            #expect(whole.salvaged.map { IncrementalReading.parts(of: $0) } ?? [] == whole.parts)
            #expect(whole.value == nil || whole.value == whole.salvaged)
        }
    }
}
