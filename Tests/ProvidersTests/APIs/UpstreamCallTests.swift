import Events
import HTTPClient
import Providers
import Simulation
import Testing

/// How a call to a vendor lives and ends, whatever its API.
@Suite struct UpstreamCallTests {
    private static let events = [HTTPField("content-type", "text/event-stream")]

    private static func delta(_ text: String) -> String {
        "data: {\"choices\":[{\"delta\":{\"content\":\"\(text)\"}}]}\n\n"
    }

    private static let whole =
        delta("Hi") + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"

    /// An observer that does something from inside what it is told.
    private final class Reentrant: ModelCallObserver {
        var call: (any ModelCall)?
        var onText: (Reentrant) -> Void = { _ in }
        var onEnd: (Reentrant) -> Void = { _ in }
        var texts = 0
        var ends: [ModelCallEnd] = []

        func callProduced(_ text: Span<UInt8>) {
            texts += 1
            onText(self)
        }

        func callEnded(_ end: ModelCallEnd) {
            ends.append(end)
            onEnd(self)
        }
    }

    @Test(arguments: UpstreamSettings.API.allCases)
    func theEndIsToldAtOnceAndTheConnectionReadToItsEnd(_ api: UpstreamSettings.API) throws {
        let bench = try VendorBench(api)
        let (recorder, call) = bench.ask()
        let exchange = try bench.exchange()
        exchange.respond(200, Self.events)
        exchange.send(try Transcript(api: api, name: "text").bytes())
        // Gemini says by the end of the response that nothing follows.
        #expect(recorder.ends.count == (api == .gemini ? 0 : 1))
        if api != .gemini { _ = call.cancel() }
        bench.simulated.settle()
        #expect(!exchange.isCancelled)
        #expect(!exchange.hasEnded)
        exchange.end()
        #expect(recorder.ends.count == 1)
        #expect(recorder.end?.reason == .stop)
    }

    @Test func aServerThatTalksOnBehindTheEndIsLeft() throws {
        let bench = try VendorBench(.openAIChat)
        let (recorder, _) = bench.ask()
        let exchange = try bench.exchange()
        exchange.respond(200, Self.events)
        exchange.send(Self.whole)
        exchange.send(String(repeating: ": still here\n", count: 300))
        #expect(!exchange.isCancelled)
        exchange.send(String(repeating: ": still here\n", count: 300))
        #expect(exchange.isCancelled)
        bench.simulated.settle()
        #expect(recorder.ends.count == 1)
        #expect(recorder.text == "Hi")
    }

    @Test func aPermitComesBackOnceAndWithTheEndOfTheAnswer() throws {
        let bench = try VendorBench(.openAIChat) { $0.callsMax = 1 }
        _ = bench.ask()
        let first = try bench.exchange()
        let refused = bench.ask().recorder
        #expect(refused.ends.isEmpty)
        bench.simulated.settle()
        #expect(refused.end?.fault?.type == .policyConcurrency)
        #expect(bench.upstream.exchanges.count == 1)

        first.respond(200, Self.events)
        first.send(Self.whole)
        _ = bench.ask()
        #expect(bench.upstream.exchanges.count == 2)
        first.end()
        _ = bench.ask()
        #expect(bench.upstream.exchanges.count == 2)

        try bench.exchange().fail(.cut)
        let (_, call) = bench.ask()
        #expect(bench.upstream.exchanges.count == 3)
        _ = call.cancel()
        bench.simulated.settle()
        _ = bench.ask()
        #expect(bench.upstream.exchanges.count == 4)
    }

    @Test func aCallThatIsCancelledBeforeTheResponseHasUsedItsPrompt() throws {
        let bench = try VendorBench(.anthropic)
        let (recorder, call) = bench.ask()
        let usage = call.cancel()
        #expect(usage.input == VendorBench.promptTokens)
        #expect(usage.output == 0)
        #expect(usage.isEstimated)
        bench.simulated.settle()
        #expect(try bench.exchange().isCancelled)
        #expect(recorder.ends.isEmpty)
    }

    @Test func aCallThatIsCancelledBehindARefusalHasUsedNothing() throws {
        let bench = try VendorBench(.anthropic)
        let (_, call) = bench.ask()
        try bench.exchange().respond(429)
        #expect(call.cancel() == Usage())
    }

    @Test(arguments: [false, true])
    func anObserverMayCancelFromInsideWhatItIsTold(bytewise: Bool) throws {
        let bench = try VendorBench(.openAIChat)
        let observer = Reentrant()
        var used: Usage?
        observer.onText = { if $0.texts == 2 { used = $0.call?.cancel() } }
        observer.call = bench.provider.call(
            VendorBench.request(),
            on: bench.simulated.loop,
            by: bench.upstream,
            observer: observer
        )
        let exchange = try bench.exchange()
        exchange.respond(200, Self.events)
        let answer = Self.delta("One") + Self.delta(" two") + Self.delta(" three") + Self.whole
        for piece in bytewise ? answer.utf8.map({ [$0] }) : [Array(answer.utf8)] { exchange.send(piece) }
        bench.simulated.settle()
        #expect(observer.texts == 2)
        #expect(observer.ends.isEmpty)
        #expect(exchange.isCancelled)
        #expect(used?.output == 2)
        #expect(used?.isEstimated == true)
    }

    @Test func anObserverMayAskAgainFromInsideTheEnd() throws {
        let bench = try VendorBench(.openAIChat) { $0.callsMax = 1 }
        let observer = Reentrant()
        let next = CallRecorder(on: bench.simulated)
        observer.onEnd = { _ in
            _ = bench.provider.call(
                VendorBench.request(),
                on: bench.simulated.loop,
                by: bench.upstream,
                observer: next
            )
        }
        observer.call = bench.provider.call(
            VendorBench.request(),
            on: bench.simulated.loop,
            by: bench.upstream,
            observer: observer
        )
        let first = try bench.exchange()
        first.respond(200, Self.events)
        first.send(Self.whole)
        first.end()
        #expect(bench.upstream.exchanges.count == 2)
        try bench.exchange().respond(200, Self.events)
        try bench.exchange().send(Self.whole)
        #expect(next.text == "Hi")
        #expect(observer.ends.count == 1)
    }

    @Test func framesThatMakeNoSenseAreSkippedUpToABound() throws {
        for (frames, fault) in [(32, ErrorType?.none), (33, .providerProtocol)] {
            let garbage = Array((String(repeating: "data: {\"a\n\n", count: frames) + Self.whole).utf8)
            let reading = try VendorBench(.openAIChat).read([garbage[...]])
            #expect(reading.fault?.type == fault)
            #expect(reading.notes.framesSkipped == frames)
        }
    }

    @Test func aLineWithoutAnEndIsNoAnswer() throws {
        let bench = try VendorBench(.openAIChat)
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: 600_000)
        let reading = try bench.read([line[...], line[...]])
        #expect(reading.fault?.type == .providerProtocol)
        #expect(try bench.exchange().isCancelled)
    }

    @Test func anEmptyAnswerIsTruncated() throws {
        #expect(try VendorBench(.gemini).read([]).fault?.type == .providerTruncated)
    }
}
