import EventLoops
import Platform
import Providers
import Simulation
import Testing

@testable import EventLog
@testable import GenerationAPI

/// A thousand generations, two readers each, who leave and come back as they like, on two loops: what each has in the
/// end is what the log has, nothing lost, nothing doubled, nothing out of order.
@Suite struct ResumeTests {
    private static let generations = 50
    private static let loops = 2

    private func server(_ seed: UInt64, _ random: inout SeededRandomness) throws -> SimulatedServer {
        var settings = SimulatorSettings()
        settings.seed = seed
        settings.outputTokens = Int.random(in: 10...120, using: &random)
        settings.failures.error = 0.1
        settings.failures.cut = 0.1
        return try SimulatedServer(
            seed: seed,
            settings: settings,
            pipelines: PipelineFileSet.withTalk,
            loops: Self.loops
        )
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func whoLeavesAndComesBackHasWhatTheLogHas(seed: UInt64) throws {
        var random = SeededRandomness(seed: seed)
        let server = try server(seed, &random)
        var generations: [(path: String, readers: [ResumingReader])] = []
        var rounds = 0
        while generations.count < Self.generations || !isOver(generations), rounds < 5_000 {
            rounds += 1
            if generations.count < Self.generations, rounds % 4 == 0 {
                let path = server.startUnread(on: Int.random(in: 0..<Self.loops, using: &random))
                let readers = [false, true].map { ResumingReader(server, of: path, isConfused: $0) }
                generations.append((path, readers))
            }
            server.loops.advance(by: .milliseconds(Int.random(in: 0...100, using: &random)))
            for (_, readers) in generations {
                for reader in readers { reader.live(&random, loops: Self.loops) }
            }
        }
        #expect(rounds < 5_000)
        for (path, readers) in generations {
            let log = RecordedLog(try #require(server.log(of: path)))
            for reader in readers { check(reader, against: log) }
        }
        checkNumbers(of: server, generations.flatMap(\.readers))
        _ = server.stop()
        #expect(server.loops.loops.allSatisfy { $0.loop.timerCount == 0 })
    }

    private func isOver(_ generations: [(path: String, readers: [ResumingReader])]) -> Bool {
        generations.allSatisfy { $0.readers.allSatisfy { $0.farewells > 0 } }
    }

    private func check(_ reader: ResumingReader, against log: RecordedLog) {
        #expect(log.faults(of: reader) == [])
        // What a snapshot says of the text is what had been said by then.
        guard reader.start > 0 else { return }
        let said = log.blocks[..<reader.start].map(\.text).joined()
        #expect(reader.snapshot?.said == said)
    }

    private func checkNumbers(of server: SimulatedServer, _ readers: [ResumingReader]) {
        let metrics = server.metrics
        let established = metrics.sum("penstock_stream_connects_total", #"outcome="established""#)
        #expect(metrics.sum("penstock_streams_ended_total") == established)
        #expect(metrics.sum("penstock_streams_active") == 0)
        let resumes = ["replayed", "gap", "refused"].map {
            metrics.sum("penstock_stream_resumes_total", "outcome=\"\($0)\"")
        }
        let visits = readers.reduce(0) { $0 + $1.visits }
        #expect(resumes[0] + resumes[1] == Double(visits) && resumes[2] == 0)
        #expect(resumes[1] > 0)
        // Everybody was told once that there is nothing more.
        #expect(Int(established) <= visits - readers.count)
        #expect(server.workers.allSatisfy { $0.generationCount == 0 })
    }
}
