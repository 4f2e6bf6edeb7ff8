import EventLoops
import JSON
import Simulation
import Testing

@testable import GenerationAPI
@testable import Pipelines

/// One run of a shipped system on a simulated server, read by one client of its own dialect.
final class ShippedRun {
    let system: ShippedSystem
    let play: Play
    let server: SimulatedServer
    let client: SimulatedStream
    /// The path under which the generation is known.
    let path: String
    private var text: String

    init(_ system: ShippedSystem, _ takes: [String: [Take]] = [:], of files: [PipelineFile]? = nil) throws {
        self.system = system
        play = system.play(takes)
        server = try SimulatedServer(asking: play, pipelines: files ?? system.file())
        client = server.open("POST", system.path, body: system.body)
        text = client.take()
        path = "/v1/generations/\(SimulatedServer.Answer(text: text).field("Generation-ID") ?? "nobody")"
    }

    func advance(_ duration: Duration) {
        server.loops.advance(by: duration)
    }

    /// Everything that the client has had so far.
    var transcript: EventTranscript {
        text += client.take()
        return EventTranscript(of: text)
    }

    /// What a client is told that comes back later.
    var state: JSONValue { server.ask("GET", path).json }

    /// What a counter says of the system's pipeline.
    func count(_ family: String, _ labels: String...) -> Int {
        Int(server.metrics.sum(family, labels: labels))
    }

    /// Stops the server; nothing of the run may be left, and everything that was used is charged.
    func stop(sourceLocation: SourceLocation = #_sourceLocation) {
        let isClosed = client.isClosed
        #expect(isClosed, sourceLocation: sourceLocation)
        #expect(play.running == 0, sourceLocation: sourceLocation)
        #expect(server.worker.generationCount == 0, sourceLocation: sourceLocation)
        let used = play.used
        let metrics = server.metrics
        func expect(_ family: String, _ labels: String..., is value: Int) {
            let counted = metrics.sum(family, labels: labels)
            #expect(Int(counted) == value, "\(family) \(labels)", sourceLocation: sourceLocation)
        }
        expect("penstock_tokens_total", #"kind="input""#, is: used.input)
        expect("penstock_tokens_total", #"kind="output""#, is: used.output)
        expect("penstock_provider_requests_total", is: play.calls.count)
        expect("penstock_generations_total", is: 1)
        expect("penstock_generations_active", is: 0)
        expect("penstock_streams_active", is: 0)
        _ = server.stop()
        #expect(server.simulated.loop.timerCount == 0, sourceLocation: sourceLocation)
    }
}
