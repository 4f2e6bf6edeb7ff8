import Providers
import Testing
import Verification

/// Whatever a server sends, a call ends once, in a way that has a name.
@Suite struct HostileAnswerTests {
    @Test(arguments: UpstreamSettings.API.allCases, ["text", "reasoning", "cached_input", "rate_limited"])
    func anAnswerThatIsGarbledEndsOnceNevertheless(_ api: UpstreamSettings.API, _ name: String) throws {
        let bench = try VendorBench(api)
        let answer = String(decoding: try Transcript(api: api, name: name).bytes(), as: UTF8.self)
        let alphabet = "{}[]\":,\\\n\rde 0-9nullatr"
        for (number, mutant) in Mutations(of: answer, alphabet: alphabet, count: 200).enumerated() {
            let reading = try bench.read([mutant[...]])
            #expect(reading.ends == 1, "variant \(number): \(reading)")
            #expect((reading.finish == nil) != (reading.fault == nil))
        }
    }

    @Test(arguments: UpstreamSettings.API.allCases, [Int.max, Int.min, -1])
    func numbersOfTokensAreBelievedWithinReasonOnly(_ api: UpstreamSettings.API, _ number: Int) throws {
        let bench = try VendorBench(api)
        for name in ["text", "reasoning", "cached_input", "cut"] {
            let answer = String(decoding: try Transcript(api: api, name: name).bytes(), as: UTF8.self)
            let absurd = answer.replacing(/("\w*[tT]oken\w*"):\d+/) { "\($0.output.1):\(number)" }
            let usage = try #require(try bench.read([Array(absurd.utf8)[...]]).usage)
            for tokens in [usage.input, usage.cachedInput, usage.output, usage.reasoning] {
                #expect((0...1 << 42).contains(tokens))
            }
        }
    }
}
