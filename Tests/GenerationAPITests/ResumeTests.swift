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
        var configuration = ServerConfiguration()
        // Little enough that slow readers fall behind.
        configuration.bounds.unsentBytes = 2_000
        return try SimulatedServer(
            seed: seed,
            settings: settings,
            configuration: configuration,
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
                let loop = Int.random(in: 0..<Self.loops, using: &random)
                generations.append(start(generations.count, on: server, loop))
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

    /// Every other one is started by its first reader, the rest by somebody who does not wait; each has another prompt,
    /// by which its model says something else, or fails.
    private func start(
        _ number: Int,
        on server: SimulatedServer,
        _ loop: Int
    ) -> (path: String, readers: [ResumingReader]) {
        let word = "word \(number)"
        let first: ResumingReader
        if number.isMultiple(of: 2) {
            first = ResumingReader(starting: server, word, on: loop)
        } else {
            let path = server.startUnread("talk", word, on: loop)
            first = ResumingReader(server, of: path, isConfused: false)
        }
        let path = first.path ?? ""
        return (path, [first, ResumingReader(server, of: path, isConfused: true)])
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
        // Everybody was told once that there is nothing more, and every other generation was started by a reader.
        #expect(Int(established) == visits - readers.count + Self.generations / 2)
        #expect(metrics.sum("penstock_stream_events_coalesced_total") > 0)
        #expect(server.workers.allSatisfy { $0.generationCount == 0 })
    }
}
