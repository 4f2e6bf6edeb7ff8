import EventLoops
import HTTPClient
import Simulation
import Testing

/// The stand-in keeps the promises of the real client.
@Suite struct SimulatedUpstreamTests {
    private func start() throws -> (SimulatedEventLoop, SimulatedUpstream, Recorder, SimulatedExchange) {
        let simulated = SimulatedEventLoop()
        let upstream = SimulatedUpstream(on: simulated.loop)
        let recorder = Recorder()
        let request = HTTPClientRequest("POST", try UpstreamURL("https://api.example/v1"))
        recorder.transfer = upstream.start(request, recorder)
        return (simulated, upstream, recorder, try #require(upstream.exchanges.first))
    }

    @Test func itAnswersWhatTheTestSays() throws {
        let (_, upstream, recorder, exchange) = try start()
        #expect(exchange.request.url.host == "api.example")
        exchange.respond(200, [HTTPField("A", "b")])
        exchange.send("one ")
        exchange.send("two")
        exchange.end()
        #expect(recorder.now.heads.first?["a"] == "b")
        #expect(recorder.now.text == "one two")
        #expect(recorder.now.ends == [.complete])
        #expect(upstream.exchanges.count == 1)
    }

    @Test func aPauseHoldsBytesAndTheEndBehindThem() throws {
        let (simulated, _, recorder, exchange) = try start()
        exchange.respond(200)
        recorder.transfer?.pause()
        exchange.send("late")
        exchange.end()
        #expect(recorder.now.body == [])
        recorder.transfer?.resume()
        #expect(recorder.now.body == [])
        simulated.settle()
        #expect(recorder.now.text == "late")
        #expect(recorder.now.ends == [.complete])
    }

    @Test func aCancelledExchangeTellsOnlyItsEnd() throws {
        let (simulated, _, recorder, exchange) = try start()
        recorder.transfer?.cancel()
        exchange.respond(200)
        exchange.send("never")
        #expect(recorder.now.ends == [])
        simulated.settle()
        #expect(recorder.now.kind == .cancelled)
        #expect(recorder.now.heads == [])
        #expect(recorder.now.body == [])
        #expect(exchange.hasEnded)
    }
}
