import JSON
import Providers
import Simulation
import Testing

@testable import EventLog
@testable import GenerationAPI

/// Reading a generation that others have begun, from any position, on the loop where it lives and on another.
@Suite struct SubscribingTests {
    private func blocks(_ answer: SimulatedServer.Answer) -> [EventTranscript.Block] {
        EventTranscript(of: answer.text).blocks
    }

    private func resumes(_ server: SimulatedServer, _ outcome: String) -> Double {
        server.metrics.sum("penstock_stream_resumes_total", #"pipeline="talk",outcome="\#(outcome)""#)
    }

    @Test(arguments: [0, 1])
    func aPositionIsGivenByHeaderOrInTheAddress(loop: Int) throws {
        let server = try SimulatedServer.unhurried()
        let path = server.startUnread()
        server.loops.advance(by: .seconds(30))
        let last = try #require(server.log(of: path)).lastSequence
        let whole = server.ask("GET", path + "/events", on: loop)
        #expect(whole.field("Content-Type") == "text/event-stream; charset=utf-8")
        #expect(path.hasSuffix(whole.field("Generation-ID") ?? "none"))
        #expect(blocks(whole).first?.event == "generation_start")
        #expect(blocks(whole).last?.sequence == last)
        let byHeader = server.ask("GET", path + "/events", fields: "Last-Event-ID: 1.9\r\n", on: loop)
        let byAddress = server.ask("GET", path + "/events?after=1.9", on: loop)
        #expect(blocks(byHeader) == blocks(byAddress))
        #expect(blocks(byHeader).allSatisfy { $0.sequence > 9 })
        // What an `EventSource` says later counts, not what its address has said all along.
        let newer = "Last-Event-ID: 1.\(last - 1)\r\n"
        let both = server.ask("GET", path + "/events?after=1.9", fields: newer, on: loop)
        #expect(blocks(both).map(\.event) == ["generation_complete"])
        #expect(resumes(server, "replayed") == 4)
        _ = server.stop()
    }

    @Test(arguments: [0, 1])
    func whoHasReadTheEndIsToldToStop(loop: Int) throws {
        let server = try SimulatedServer.unhurried()
        let path = server.startUnread()
        server.loops.advance(by: .seconds(30))
        let last = try #require(server.log(of: path)).lastSequence
        let answer = server.ask("GET", path + "/events?after=1.\(last)", on: loop)
        #expect(answer.status == 204)
        #expect(answer.body.isEmpty)
        #expect(resumes(server, "replayed") == 1)
        _ = server.stop()
    }

    @Test(
        arguments: [0, 1],
        ["1.4000", "2.3", "0.3", "nonsense", "7", "1.", "1.-3", "1.99999999999999999999"]
    )
    func whoHasReadSomethingElseGetsAGapAndASnapshot(loop: Int, position: String) throws {
        let server = try SimulatedServer.unhurried()
        let path = server.startUnread()
        server.loops.advance(by: .seconds(3))
        let fields = "Last-Event-ID: \(position)\r\n"
        let reader = server.open("GET", path + "/events", fields: fields, on: loop)
        server.loops.advance(by: .seconds(30))
        let blocks = EventTranscript(of: reader.take()).blocks
        #expect(blocks.prefix(3).map(\.event) == ["gap", "snapshot", "delta"])
        #expect(blocks.last?.event == "generation_complete")
        #expect(blocks[2].sequence == blocks[1].sequence + 1)
        #expect(resumes(server, "gap") == 1)
        _ = server.stop()
    }

    @Test func aDialectThatThereIsNotIsRefused() throws {
        let server = try SimulatedServer.unhurried()
        let path = server.startUnread()
        #expect(server.ask("GET", path + "/events?dialect=klingon").status == 400)
        let json = server.ask("GET", path + "/events", fields: "Accept: application/json\r\n")
        #expect(json.status == 406)
        #expect(resumes(server, "refused") == 2)
        #expect(server.metrics.sum("penstock_stream_connects_total", #"outcome="failed""#) == 2)
        _ = server.stop()
    }

    /// When the next event comes is the model's affair.
    @Test(arguments: [0, 1])
    func theTimeToTheFirstEventIsOfThoseWhoStartAGeneration(loop: Int) throws {
        let server = try SimulatedServer.unhurried()
        let path = server.startUnread()
        let reader = server.open("GET", path + "/events?after=1.2", on: loop)
        server.loops.advance(by: .seconds(30))
        #expect(reader.isClosed)
        let timed = "penstock_stream_time_to_first_event_seconds_count"
        #expect(server.metrics.sum(timed) == 0)
        _ = server.open("POST", "/v1/pipelines/talk/generations", body: #"{"word": "x"}"#, on: loop)
        #expect(server.metrics.sum(timed) == 1)
        _ = server.stop()
    }

    @Test func whoAsksForTheHeadOnlyReadsNothing() throws {
        let server = try SimulatedServer.unhurried()
        let path = server.startUnread()
        let head = server.ask("HEAD", path + "/events")
        #expect(head.status == 200)
        #expect(head.field("Content-Type") == "text/event-stream; charset=utf-8")
        #expect(server.metrics.sum("penstock_stream_connects_total") == 0)
        _ = server.stop()
    }

    /// The first reader's leaving begins the grace time, whoever comes back within it stops it.
    @Test(arguments: [0, 1])
    func whoComesBackInTimeFindsItStillRunning(loop: Int) throws {
        let server = try SimulatedServer.unhurried()
        let path = server.startUnread()
        let first = server.open("GET", path + "/events", on: loop)
        let second = server.open("GET", path + "/events", on: 1 - loop)
        server.loops.advance(by: .milliseconds(1_500))
        first.reset()
        server.loops.settle()
        second.reset()
        server.loops.advance(by: .seconds(1))
        #expect(server.ask("GET", path).json["status"]?.string == "running")
        let back = server.open("GET", path + "/events?after=1.2", on: loop)
        server.loops.advance(by: .seconds(60))
        #expect(back.take().contains("event: generation_complete"))
        #expect(server.metrics.sum("penstock_abandonments_total") == 0)
        _ = server.stop()
    }

    @Test(arguments: [0, 1])
    func whenNobodyComesBackInTimeItEnds(loop: Int) throws {
        var settings = SimulatorSettings()
        settings.firstToken = .seconds(1)
        settings.outputTokens = 1_000
        settings.tokensPerSecond = 10
        let server = try SimulatedServer(
            seed: 1,
            settings: settings,
            pipelines: PipelineFileSet.withTalk,
            loops: 2
        )
        let path = server.startUnread()
        server.loops.advance(by: .seconds(25))
        let reader = server.open("GET", path + "/events", on: loop)
        reader.reset()
        server.loops.advance(by: .seconds(29))
        #expect(server.ask("GET", path).json["status"]?.string == "running")
        server.loops.advance(by: .seconds(2))
        #expect(server.ask("GET", path).json["status"]?.string == "cancelled")
        #expect(server.metrics.sum("penstock_generations_total", #"outcome="abandoned""#) == 1)
        _ = server.stop()
    }
}
