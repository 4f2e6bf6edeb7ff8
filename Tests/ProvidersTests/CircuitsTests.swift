import Events
import Metrics
import Platform
import Simulation
import Testing

@testable import Providers

@Suite struct CircuitsTests {
    private static let model = ModelReference(provider: "acme", model: "a/b")

    private final class Bench {
        let simulated: SimulatedEventLoop
        let registry = Registry(loops: 1)
        let circuits: Circuits
        let changes: Changes

        final class Changes: Sendable {
            let all = Lock<[CircuitChange]>([])
        }

        init() {
            let changes = Changes()
            simulated = SimulatedEventLoop(registry: registry)
            circuits = Circuits(registry, time: simulated.loop.time) { _, change in
                changes.all.withLock { $0.append(change) }
            }
            self.changes = changes
        }

        func pass() throws -> CircuitPass {
            let loop = simulated.loop
            return try circuits.circuit(of: CircuitsTests.model).pass(at: loop.now, on: loop.shard)
        }

        func end(_ pass: CircuitPass, _ outcome: CircuitOutcome) {
            let loop = simulated.loop
            pass.end(outcome, at: loop.now, random: &loop.random, on: loop.shard)
        }

        func open() throws {
            for _ in 0..<5 { end(try pass(), .failed(.providerServerError)) }
        }

        func metric(_ name: String) -> Double {
            Scrape(registry).sum("penstock_provider_circuit_\(name)", #"model="a/b""#)
        }
    }

    @Test func itIsCountedAndSaidWhatHappens() throws {
        let bench = Bench()
        _ = bench.circuits.circuit(of: Self.model)
        #expect(Scrape(bench.registry).text.contains("penstock_provider_circuit_state{provider=\"acme\""))
        #expect(bench.metric("state") == 0 && bench.metric("opens_total") == 0)
        try bench.open()
        #expect(bench.metric("state") == 2 && bench.metric("opens_total") == 1)
        #expect(throws: GenerationFault.self) { try bench.pass() }
        #expect(bench.metric("rejections_total") == 1)
        bench.simulated.advance(by: .seconds(5))
        // Nobody has asked yet, and whoever does is let through.
        #expect(bench.metric("state") == 1)
        bench.end(try bench.pass(), .worked)
        #expect(bench.metric("state") == 0 && bench.metric("opens_total") == 1)
        let changes = bench.changes.all.withLock { $0 }
        #expect(changes.count == 2 && changes.last == .closed)
    }

    @Test func whoIsRefusedIsToldWhenToComeBack() throws {
        let bench = Bench()
        try bench.open()
        do {
            _ = try bench.pass()
        } catch let fault as GenerationFault {
            #expect(fault.type == .providerCircuitOpen)
            #expect((.milliseconds(3_750)...(.seconds(5))).contains(try #require(fault.retryAfter)))
        }
    }

    @Test func aProbeThatNobodyToldOfLetsAnotherThrough() throws {
        let bench = Bench()
        try bench.open()
        bench.simulated.advance(by: .seconds(5))
        var probe: CircuitPass? = try bench.pass()
        #expect(throws: GenerationFault.self) { try bench.pass() }
        #expect(probe != nil)
        probe = nil
        _ = try bench.pass()
    }

    @Test func theFirstTextOfAProbeClosesTheCircuitAndItsEndCountsNoMore() throws {
        let bench = Bench()
        try bench.open()
        bench.simulated.advance(by: .seconds(5))
        let probe = try bench.pass()
        let loop = bench.simulated.loop
        probe.spoke(at: loop.now, random: &loop.random, on: loop.shard)
        #expect(bench.metric("state") == 0)
        for _ in 0..<9 { bench.end(probe, .failed(.providerTruncated)) }
        #expect(bench.metric("state") == 0)
    }
}
