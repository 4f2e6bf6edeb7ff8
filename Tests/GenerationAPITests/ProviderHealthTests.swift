import EventLoops
import Events
import Metrics
import Providers
import Simulation
import Testing

@testable import GenerationAPI

@Suite struct ProviderHealthTests {
    private static let models = ["simulator/a", "simulator/b", "spare/c"].compactMap(ModelReference.init)

    /// What is said when these models have failed too often, so many seconds ago.
    private static func finding(_ failing: [String], after seconds: Int = 3) -> HealthCheck.Finding? {
        let registry = Registry(loops: 1)
        let simulated = SimulatedEventLoop(registry: registry)
        let loop = simulated.loop
        let circuits = Circuits(registry, time: loop.time) { _, _ in }
        let health = ProviderHealth(circuits)
        health.replace(
            ProviderCatalog(["simulator": Simulator(), "spare": Simulator()]),
            asking: Set(models)
        )
        for model in failing.compactMap(ModelReference.init) {
            for _ in 0..<5 {
                let pass = try? circuits.circuit(of: model).pass(at: loop.now, on: loop.shard)
                pass?.end(
                    .failed(.providerServerError),
                    at: loop.now,
                    random: &loop.random,
                    on: loop.shard
                )
            }
        }
        simulated.advance(by: .seconds(seconds))
        return health.finding(at: loop.now)
    }

    private static func sentence(_ model: String) -> String {
        "\(model) is not asked, it has failed for 3 s (provider_server_error)"
    }

    @Test func modelsThatAreNotAskedAreNamedWhileOthersStandIn() {
        #expect(Self.finding([]) == nil)
        #expect(Self.finding(["simulator/b"]) == .warning("simulator: \(Self.sentence("b"))"))
        #expect(Self.finding(["spare/c"]) == .warning("spare: \(Self.sentence("c"))"))
        #expect(
            Self.finding(["simulator/b", "simulator/a"])
                == .warning("simulator: \(Self.sentence("a")), \(Self.sentence("b"))")
        )
    }

    @Test func noProviderIsUsableThatHasNoModelLeft() {
        let all = Self.models.map(\.description)
        let sentence =
            "simulator: \(Self.sentence("a")), \(Self.sentence("b")); spare: \(Self.sentence("c"))"
        #expect(Self.finding(all) == .failure(sentence))
    }

    /// Otherwise nobody would send the call that finds out.
    @Test func aModelThatMayBeTriedAgainKeepsNoRequestsAway() {
        #expect(Self.finding(Self.models.map(\.description), after: 5) == nil)
    }
}
