package import Metrics
package import Platform

/// The circuits of every model that the process has had; what a reload keeps is found here again.
package final class Circuits: Collector {
    private struct State {
        var circuits: [ModelReference: Circuit] = [:]
        /// By provider.
        var settings: [String: CircuitSettings] = [:]
    }

    private let state = Lock(State())
    private let opens: CounterFamily
    private let rejections: CounterFamily
    private let time: any TimeSource
    private let changed: @Sendable (ModelReference, CircuitChange) -> Void

    private static let stateName = "penstock_provider_circuit_state"

    /// - Parameters:
    ///   - registry: Gets the families.
    ///   - time: The clock of scrapes.
    ///   - changed: Told of openings and closings, on the loop of the call that was the reason.
    package init(
        _ registry: Registry,
        time: any TimeSource,
        changed: @escaping @Sendable (ModelReference, CircuitChange) -> Void
    ) {
        self.time = time
        self.changed = changed
        let labels = ["provider", "model"]
        opens = registry.counter(
            "penstock_provider_circuit_opens_total",
            "Times that a model had failed so often that it was not asked for a while.",
            labels: labels
        )
        rejections = registry.counter(
            "penstock_provider_circuit_rejections_total",
            "Calls that were not made because their model's circuit was open.",
            labels: labels
        )
        registry.add(self)
    }

    /// Goes by the settings of these providers from now on.
    package func use(_ providers: ProviderCatalog) {
        state.withLock { state in
            state.settings = providers.circuits
            for (model, circuit) in state.circuits {
                circuit.use(state.settings[model.provider] ?? CircuitSettings())
            }
        }
    }

    /// The circuit of a model, with its metrics at 0.
    package func circuit(of model: ModelReference) -> Circuit {
        state.withLock { state in
            if let circuit = state.circuits[model] { return circuit }
            let made = Circuit(
                model,
                state.settings[model.provider] ?? CircuitSettings(),
                opens: opens.bind(model.provider, model.model),
                rejections: rejections.bind(model.provider, model.model),
                changed: changed
            )
            state.circuits[model] = made
            return made
        }
    }

    // MARK: What a scrape is told

    package let descriptors = [
        MetricDescriptor(
            stateName,
            "Whether calls to a model are made: 0 closed, 1 half-open (the next one finds out), 2 open.",
            kind: .gauge,
            labels: ["provider", "model"]
        )
    ]

    package func collect(_ report: (_ name: String, _ labels: [String], _ value: Double) -> Void) {
        let now = time.now()
        for (model, circuit) in state.withLock({ $0.circuits }) {
            report(Self.stateName, [model.provider, model.model], Double(circuit.state(at: now).rawValue))
        }
    }
}
