import HTTPClient
import Providers
import Testing

/// A response that is no answer fails in the closed vocabulary, and says how long to wait.
@Suite struct RefusalTests {
    @Test(arguments: RefusalCase.all, UpstreamSettings.API.allCases)
    func aRefusalMeansTheSameWhicheverAPIItIsOf(_ rule: RefusalCase, _ api: UpstreamSettings.API) throws {
        let bench = try VendorBench(api)
        try verifyReading(of: Array(rule.body(api).utf8)) { pieces in
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

    @Test func aBodyOfAnySizeIsReadUpToABound() throws {
        let bench = try VendorBench(.openAIChat)
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 50_000)
        let reading = try bench.read([piece[...], piece[...], piece[...]], status: 500)
        #expect(reading.fault?.type == .providerServerError)
        #expect(reading.fault?.message.utf8.count ?? 0 < 1_000)
    }

    struct Break: Sendable {
        let kind: HTTPClientFault.Kind
        let before: ErrorTypes
        let after: ErrorTypes

        typealias ErrorTypes = String
    }

    @Test(arguments: [
        Break(kind: .invalidRequest, before: "provider_refused_request", after: "provider_refused_request"),
        Break(kind: .overloaded, before: "policy_concurrency", after: "policy_concurrency"),
        Break(kind: .nameResolution, before: "provider_dns", after: "provider_dns"),
        Break(kind: .connection, before: "provider_connection", after: "provider_connection"),
        Break(kind: .tls, before: "provider_tls", after: "provider_tls"),
        Break(kind: .connectTimeout, before: "provider_connection", after: "provider_connection"),
        Break(kind: .firstByteTimeout, before: "timeout_first_token", after: "timeout_first_token"),
        Break(kind: .idleTimeout, before: "timeout_idle", after: "timeout_idle"),
        Break(kind: .totalTimeout, before: "timeout_step", after: "timeout_step"),
        Break(kind: .cut, before: "provider_connection", after: "provider_truncated"),
        Break(kind: .protocolViolation, before: "provider_protocol", after: "provider_protocol"),
        Break(kind: .tooLarge, before: "provider_protocol", after: "provider_protocol"),
        Break(kind: .cancelled, before: "provider_connection", after: "provider_connection"),
        Break(kind: .other, before: "provider_connection", after: "provider_connection"),
    ])
    func whatGoesWrongOnTheWayHasANameToo(_ rule: Break) throws {
        for hasHead in [false, true] {
            let bench = try VendorBench(.openAIChat)
            let (recorder, _) = bench.ask()
            if hasHead { try bench.exchange().respond(200, [HTTPField("content-type", "text/event-stream")]) }
            try bench.exchange().fail(rule.kind)
            #expect(recorder.end?.fault?.type.rawValue == (hasHead ? rule.after : rule.before))
            // Only who was heard has used anything: its prompt.
            let wasHeard = hasHead || [.firstByteTimeout, .totalTimeout].contains(rule.kind)
            #expect(recorder.end?.usage.input == (wasHeard ? VendorBench.promptTokens : 0))
            #expect(recorder.end?.usage.output == 0)
        }
    }

    @Test func everyKindOfBreakIsNamed() {
        #expect(HTTPClientFault.Kind.allCases.count == 14)
    }
}
