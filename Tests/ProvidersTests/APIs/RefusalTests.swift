import Events
import HTTPClient
import Providers
import Testing

/// A response that is no answer fails in the closed vocabulary, and says how long to wait.
@Suite struct RefusalTests {
    @Test(arguments: RefusalCase.all, UpstreamSettings.API.allCases)
    func aRefusalMeansTheSameWhicheverAPIItIsOf(_ rule: RefusalCase, _ api: UpstreamSettings.API) throws {
        let bench = try VendorBench(api)
        let body = Array(rule.body(api).utf8)
        // Bodies are collected in one way whatever the API, so those of one are cut at every point.
        try verifyReading(of: body, cutsEverywhere: api == .openAIChat) { pieces in
            try bench.read(pieces, status: rule.status, fields: rule.fields)
        } check: { reading in
            let place: Comment = "\(reading)"
            #expect(reading.fault?.type == rule.error, place)
            #expect(reading.fault?.retryAfter == rule.wait, place)
            #expect(reading.fault?.message.contains(VendorBench.key) == false, place)
            #expect(reading.fault?.redacted.contains("Oh no") == false, place)
            #expect(reading.usage?.inputTotal == 0, place)
            #expect(reading.text.isEmpty, place)
            #expect(reading.ends == 1, place)
        }
    }

    @Test(arguments: UpstreamSettings.API.allCases)
    func whatTheVendorSaidIsRepeatedWithoutTheKey(_ api: UpstreamSettings.API) throws {
        let rule = try #require(RefusalCase.all.first { $0.status == 500 })
        let body = Array(rule.body(api).utf8)
        let reading = try VendorBench(api).read([body[...]], status: 500)
        #expect(reading.fault?.message.hasSuffix(": Oh no: [key].") == true, "\(reading)")
    }

    @Test(arguments: 485...505)
    func aKeyIsRemovedBeforeTheSentenceIsCut(place: Int) throws {
        let sentence = String(repeating: "x", count: place) + VendorBench.key
        for body in [sentence, #"{"error":{"message":"\#(sentence)","code":"sk-secret-1"}}"#] {
            let reading = try VendorBench(.openAIChat).read([Array(body.utf8)[...]], status: 500)
            #expect(reading.fault?.message.contains("sk-") == false)
            #expect(reading.fault?.redacted.contains("sk-") == false)
        }
    }

    @Test(arguments: [String(repeating: "a", count: 65), "two words", "line\\nbreak", "w\u{F6}rd", ""])
    func whatIsNoWordIsNotRepeatedInLogs(word: String) throws {
        let body = #"{"error":{"message":"No.","code":"\#(word)"}}"#
        let reading = try VendorBench(.openAIChat).read([Array(body.utf8)[...]], status: 500)
        #expect(reading.fault?.redacted == "The provider reported a failure with status 500")
    }

    @Test func whatAServerSaysOfItsBodyIsBoundedToo() throws {
        let type = String(repeating: "text/", count: 1_000)
        let reading = try VendorBench(.openAIChat).read([], fields: [HTTPField("Content-Type", type)])
        #expect(reading.fault?.type == .providerProtocol)
        #expect(reading.fault?.message.utf8.count ?? 0 < 200)
    }

    @Test func aBodyOfAnySizeIsReadUpToABound() throws {
        let bench = try VendorBench(.openAIChat)
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 50_000)
        let reading = try bench.read([piece[...], piece[...], piece[...]], status: 500)
        #expect(reading.fault?.type == .providerServerError)
        #expect(reading.fault?.message.utf8.count ?? 0 < 1_000)
    }

    struct Break: Sendable {
        let kind: HTTPClientFault.Kind
        let before: ErrorType
        let after: ErrorType

        init(_ kind: HTTPClientFault.Kind, _ before: ErrorType, after: ErrorType? = nil) {
            self.kind = kind
            self.before = before
            self.after = after ?? before
        }
    }

    static let breaks = [
        Break(.invalidRequest, .providerRefusedRequest), Break(.overloaded, .policyConcurrency),
        Break(.nameResolution, .providerDNS), Break(.connection, .providerConnection),
        Break(.tls, .providerTLS), Break(.connectTimeout, .providerConnection),
        Break(.firstByteTimeout, .timeoutFirstToken), Break(.idleTimeout, .timeoutIdle),
        Break(.totalTimeout, .timeoutStep), Break(.cut, .providerConnection, after: .providerTruncated),
        Break(.protocolViolation, .providerProtocol), Break(.tooLarge, .providerProtocol),
        Break(.cancelled, .providerConnection), Break(.other, .providerConnection),
    ]

    @Test(arguments: breaks)
    func whatGoesWrongOnTheWayHasANameToo(_ rule: Break) throws {
        for hasHead in [false, true] {
            let bench = try VendorBench(.openAIChat)
            let (recorder, _) = bench.ask()
            if hasHead { try bench.exchange().respond(200, [HTTPField("content-type", "text/event-stream")]) }
            try bench.exchange().fail(rule.kind)
            #expect(recorder.end?.fault?.type == (hasHead ? rule.after : rule.before))
            // Only who was heard has used anything: its prompt.
            let wasHeard = hasHead || [.firstByteTimeout, .totalTimeout].contains(rule.kind)
            #expect(recorder.end?.usage.input == (wasHeard ? VendorBench.promptTokens : 0))
            #expect(recorder.end?.usage.output == 0)
        }
    }

    @Test func everyKindOfBreakIsInTheTable() {
        #expect(Set(Self.breaks.map(\.kind)) == Set(HTTPClientFault.Kind.allCases))
    }
}
