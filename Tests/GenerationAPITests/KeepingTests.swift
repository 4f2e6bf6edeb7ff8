import Providers
import Simulation
import Testing

@testable import GenerationAPI

/// Generations that have ended are kept for readers who come back, within bounds.
@Suite struct KeepingTests {
    private func server(_ change: (inout KeepingBounds) -> Void) throws -> SimulatedServer {
        var settings = SimulatorSettings()
        settings.outputTokens = 20
        var configuration = ServerConfiguration()
        change(&configuration.keeping)
        return try SimulatedServer(
            seed: 1,
            settings: settings,
            configuration: configuration,
            pipelines: PipelineFileSet.withTalk,
            loops: 2
        )
    }

    /// Generations that end one after the other, on both loops.
    private func run(_ count: Int, _ server: SimulatedServer) -> [String] {
        (0..<count).map { index in
            let path = server.startUnread(on: index % 2)
            server.loops.advance(by: .seconds(10))
            return path
        }
    }

    private func statuses(_ paths: [String], _ server: SimulatedServer) -> [Int] {
        paths.map { server.ask("GET", $0).status }
    }

    private func evictions(_ server: SimulatedServer, _ reason: String) -> Double {
        server.metrics.sum("penstock_generations_evicted_total", "reason=\"\(reason)\"")
    }

    @Test func eachIsKeptForItsTime() throws {
        let server = try server { $0.time = .seconds(60) }
        let paths = run(3, server)
        #expect(server.metrics.sum("penstock_generations_kept") == 3)
        #expect(server.metrics.sum("penstock_generations_kept_bytes") > 300)
        server.loops.advance(by: .seconds(40))
        #expect(statuses(paths, server) == [404, 200, 200])
        server.loops.advance(by: .seconds(10))
        #expect(statuses(paths, server) == [404, 404, 200])
        server.loops.advance(by: .seconds(10))
        #expect(statuses(paths, server) == [404, 404, 404])
        #expect(evictions(server, "time") == 3)
        #expect(server.metrics.sum("penstock_generations_kept") == 0)
        #expect(server.metrics.sum("penstock_generations_kept_bytes") == 0)
        _ = server.stop()
        #expect(server.loops.loops.allSatisfy { $0.loop.timerCount == 0 })
    }

    @Test func beyondANumberThoseGoThatEndedFirst() throws {
        let server = try server { $0.generations = 2 }
        let paths = run(4, server)
        #expect(statuses(paths, server) == [404, 404, 200, 200])
        #expect(evictions(server, "count") == 2)
        _ = server.stop()
    }

    @Test func theirMemoryIsBoundedToo() throws {
        let whole = try server { _ in }
        _ = run(1, whole)
        let bytes = Int(whole.metrics.sum("penstock_generations_kept_bytes"))
        _ = whole.stop()
        let server = try server { $0.bytes = bytes * 5 / 2 }
        let paths = run(4, server)
        #expect(statuses(paths, server) == [404, 404, 200, 200])
        #expect(evictions(server, "bytes") == 2)
        _ = server.stop()
    }

    @Test func whatRunsIsNeverLetGo() throws {
        let server = try server {
            $0.generations = 0
            $0.bytes = 0
        }
        let path = server.startUnread()
        #expect(server.ask("GET", path, on: 1).status == 200)
        let reader = server.open("GET", path + "/events", on: 1, window: 100)
        server.loops.advance(by: .seconds(10))
        #expect(server.ask("GET", path, on: 1).status == 404)
        // Whoever reads it already reads it to its end.
        reader.open(window: .max)
        server.loops.settle()
        #expect(reader.take().contains("event: generation_complete"))
        _ = server.stop()
    }
}
