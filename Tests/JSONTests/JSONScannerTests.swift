import Bytes
import JSON
import Platform
import Testing
import Verification

@Suite struct JSONScannerTests {
    struct Scan: Equatable {
        var value: JSONValue?
        var fault: JSONFault?
    }

    static func scan(_ pieces: [ArraySlice<UInt8>], limits: JSONLimits = JSONLimits()) -> Scan {
        var scanner = JSONScanner(limits: limits)
        var assembly = TokenAssembly()
        do throws(JSONFault) {
            for piece in pieces {
                try scanner.scan(piece.span, into: &assembly)
            }
            try scanner.finish(into: &assembly)
            return Scan(value: assembly.value)
        } catch {
            return Scan(fault: error)
        }
    }

    @Test func everyProductionHasItsCases() {
        #expect(JSONCase.all.count >= 300)
        #expect(Set(JSONCase.all.map(\.name)).count == JSONCase.all.count)
        #expect(JSONCase.all.allSatisfy { $0.name.contains(/^[yni]_/) })
    }

    @Test(arguments: JSONCase.all)
    func theScannerAndTheReaderAgreeHoweverTheInputIsCut(json: JSONCase) {
        let value = try? JSONValue(reading: json.bytes.span)
        #expect((value != nil) == json.isAccepted)
        let whole = Self.scan([json.bytes[...]])
        verifyChunking(of: json.bytes, parse: { Self.scan($0) }) { scan, cut in
            #expect((scan.fault == nil) == json.isAccepted, "\(cut)")
            #expect(scan.value == value, "\(cut)")
            #expect(scan.fault == whole.fault, "\(cut)")
        }
    }

    /// What nobody thought of: valid documents with bytes changed, removed and doubled.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func theScannerAndTheReaderAgreeOnDamagedDocuments(seed: UInt64) {
        var generator = SeededRandomness(seed: seed)
        let valid = JSONCase.all.filter(\.isAccepted).map(\.bytes)
        let alphabet =
            Array(#"{}[]:,"\/0123456789+-.eEtrufalsn bud"#.utf8) + [0xC3, 0xA9, 0xE2, 0x80, 0xF0, 0x0A, 0]
        for _ in 0..<1_000 {
            var bytes = valid.randomElement(using: &generator) ?? []
            for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
                let place = Int.random(in: bytes.indices, using: &generator)
                switch UInt8.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = alphabet.randomElement(using: &generator) ?? 0
                case 1: bytes.remove(at: place)
                default: bytes.insert(bytes[place], at: place)
                }
            }
            let scan = Self.scan([bytes[...]])
            do throws(JSONFault) {
                let value = try JSONValue(reading: bytes.span)
                #expect(scan.value == value, "\(bytes)")
            } catch {
                if case .refused = error.reason { Issue.record("the scanner accepts \(bytes)") }
                if case .duplicateName = error.reason { continue }
                #expect(scan.fault != nil, "\(bytes)")
            }
        }
    }

    @Test func theLengthIsBoundedWhateverThePieces() {
        let text = Array("[1,2,3,4]".utf8)
        verifyChunking(of: text, parse: { Self.scan($0, limits: JSONLimits(bytes: 9)).fault }) { fault, cut in
            #expect(fault == nil, "\(cut)")
        }
        verifyChunking(of: text, parse: { Self.scan($0, limits: JSONLimits(bytes: 8)).fault }) { fault, cut in
            #expect(fault == JSONFault(.tooLong(limit: 8), at: 8), "\(cut)")
        }
    }

    @Test func aMillionOpenBracketsAreRefusedAtTheSixtyFifth() {
        let brackets = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(Self.scan([brackets[...]]).fault == JSONFault(.tooDeep(limit: 64), at: 64))
    }

    /// Writes down what it receives, and throws at a number if it is to.
    private struct TokenList: JSONTokenReceiver {
        var tokens: [String] = []
        var stop: (number: StaticString, fault: JSONFault)?

        mutating func receive(_ token: JSONToken, _ text: Span<UInt8>, at offset: Int) throws(JSONFault) {
            if let stop, token == .number, text.equals(stop.number) { throw stop.fault }
            tokens.append("\(offset) \(token) \(text.string.debugDescription)")
        }
    }

    @Test func tokensTellWhereTheyBegin() throws {
        var list = TokenList()
        var scanner = JSONScanner()
        let text = Array(#" {"a\n" : [12, "x\ty", true ] }"#.utf8)
        try scanner.scan(text.span, into: &list)
        try scanner.finish(into: &list)
        #expect(
            list.tokens == [
                "1 objectStart \"\"", "2 namePiece \"a\"", "2 namePiece \"\\n\"", "2 nameEnd \"\"",
                "10 arrayStart \"\"",
                "11 number \"12\"", "15 stringPiece \"x\"", "15 stringPiece \"\\t\"", "15 stringPiece \"y\"",
                "15 stringEnd \"\"", "23 true \"\"", "28 arrayEnd \"\"", "30 objectEnd \"\"",
            ]
        )
    }

    @Test func whoReceivesMayEndTheScan() {
        let stop = JSONFault(.refused("enough"), at: 3)
        let text = Array("[1,2,3]".utf8)
        #expect(throws: stop) {
            var scanner = JSONScanner()
            var list = TokenList(stop: ("2", stop))
            try scanner.scan(text.span, into: &list)
        }
    }
}
