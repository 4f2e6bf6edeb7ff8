import Platform
import Providers
import Simulation
import Testing
import Verification

@testable import GenerationAPI

/// Whatever clients and model do, the numbers agree with what the clients saw.
///
/// A run is simulated from one seed: clients that ask, read slowly and leave, and a model that misbehaves.
@Suite struct WholeServerTests {
    private static let clients = 24

    /// A run to its end: the clients, and what was logged.
    struct Run {
        let clients: [SimulatedClient]
        let metrics: Scrape
        let log: [Substring]
        let timersLeft: Int
        let generationsLeft: Int
        let released: Int
    }

    static func run(
        seed: UInt64,
        configuration: ServerConfiguration = ServerConfiguration()
    ) throws -> Run {
        var random = SeededRandomness(seed: seed)
        var settings = SimulatorSettings()
        settings.seed = seed
        settings.outputTokens = Int.random(in: 0...200, using: &random)
        settings.failures.error = 0.1
        settings.failures.stall = 0.1
        settings.failures.cut = 0.1
        let server = try SimulatedServer(
            seed: seed,
            settings: settings,
            configuration: configuration
        )
        var clients: [SimulatedClient] = []
        for _ in 0..<400 {
            if clients.count < Self.clients, Bool.random(using: &random) {
                let client = SimulatedClient(server.connect(), &random)
                clients.append(client)
                server.simulated.settle()
                client.ask()
            }
            server.simulated.advance(by: .milliseconds(Int.random(in: 0...500, using: &random)))
            for client in clients { client.live() }
            server.simulated.loop.beat()
        }
        for client in clients { client.hurry() }
        // Longer than any timeout: whatever still waits has been given up by then.
        for _ in 0..<100 {
            server.simulated.advance(by: .seconds(6))
            for client in clients { client.live() }
        }
        let metrics = server.metrics
        let generationsLeft = server.worker.generationCount
        let log = server.stop()
        return Run(
            clients: clients,
            metrics: metrics,
            log: log,
            timersLeft: server.simulated.loop.timerCount,
            generationsLeft: generationsLeft,
            released: server.released
        )
    }

    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func theNumbersAgreeWithWhatTheClientsSaw(seed: UInt64) throws {
        let run = try Self.run(seed: seed)
        let metrics = run.metrics
        #expect(run.clients.count == Self.clients)

        let established = metrics.sum("penstock_stream_connects_total", #"outcome="established""#)
        let streams = run.clients.filter { $0.opensStream && $0.received.hasPrefix("HTTP/1.1 200") }
        #expect(Int(established) >= streams.count)
        #expect(metrics.sum("penstock_streams_ended_total") == established)
        #expect(metrics.sum("penstock_streams_active") == 0)
        let ended = metrics.sum("penstock_streams_ended_total", #"reason="complete""#)
        #expect(Int(ended) >= streams.filter(\.isAnswered).count)
        let drops = metrics.sum("penstock_stream_drops_total")
        #expect(ended + drops == established)
        #expect(Int(metrics.sum("penstock_stream_connects_total", #"outcome="failed""#)) == refused(run))

        let documents = run.clients.filter { $0.request == .document }.count
        #expect(metrics.sum("penstock_generations_active") == 0)
        #expect(run.generationsLeft == 0)
        #expect(metrics.sum("penstock_generations_total") == established + Double(documents))
        let failed = metrics.sum("penstock_generations_total", #"outcome="error""#)
        #expect(metrics.sum("penstock_step_failures_total") == failed)
        #expect(
            metrics.sum("penstock_steps_total", #"outcome="error""#)
                + metrics.sum("penstock_steps_total", #"outcome="timeout""#) == failed
        )
        #expect(logged(run, "generation ") == Int(metrics.sum("penstock_generations_total")))
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func nothingIsLeftBehind(seed: UInt64) throws {
        let run = try Self.run(seed: seed)
        #expect(run.released == Self.clients)
        #expect(run.timersLeft == 0)
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func aSeedReplaysExactly(seed: UInt64) throws {
        let first = try Self.run(seed: seed)
        let second = try Self.run(seed: seed)
        // What the process itself uses is in a scrape, and differs.
        for (one, other) in zip(first.clients, second.clients) where one.request != .scrape {
            let isSame = one.received == other.received
            #expect(isSame, "\(one.request)")
        }
        let isSameLog = first.log == second.log
        #expect(isSameLog)
    }

    /// Requests for a stream that were answered with a problem.
    private func refused(_ run: Run) -> Int {
        run.clients.filter { $0.request == .faultyInput }.count
    }

    private func logged(_ run: Run, _ event: String) -> Int {
        run.log.filter { $0.contains(" \(event)") }.count
    }
}
