internal import Platform

/// Every family of the process, and the memory of their series.
///
/// Families are registered and series bound when something is set up; handles record from any thread without
/// asking the registry again. A registry outlives its handles.
package final class Registry: Sendable {
    /// The label value of what a full family could not tell apart.
    package static let overflowLabel = "other"

    /// Where threads other than event loops record.
    package let shared: Shard

    let store: CellStore
    private let families = Lock<[String: Family]>([:])
    private let collectors = Lock<[any Collector]>([])
    private let overflows: Family
    private let rejected: Counter

    /// - Parameter loops: How many event loops will record, each to a shard of its own.
    package init(loops: Int) {
        store = CellStore(shardCount: loops + 1)
        shared = store.shard(0)
        overflows = Family(
            MetricDescriptor(
                "penstock_metrics_overflow_total",
                "Series that went to their family's overflow series because the family was full.",
                kind: .counter,
                labels: ["family"]
            ),
            store: store,
            rejected: Counter(cell: store.allocate(1)),
            overflows: nil
        )
        let rejections = Family(
            MetricDescriptor(
                "penstock_metrics_rejected_observations_total",
                "Observations that were refused because they were negative or not a number.",
                kind: .counter
            ),
            store: store,
            rejected: Counter(cell: store.allocate(1)),
            overflows: nil
        )
        rejected = Counter(cell: rejections.bind([]))
        families.withLock { families in
            families[overflows.descriptor.name] = overflows
            families[rejections.descriptor.name] = rejections
        }
    }

    /// The shard of event loop `index`, counted from 0; only that loop's thread may record to it.
    package func shard(ofLoop index: Int) -> Shard {
        store.shard(index + 1)
    }

    package func counter(
        _ name: String,
        _ help: String,
        unit: MetricUnit = .none,
        labels: [String] = [],
        labelsKept: Set<String> = []
    ) -> CounterFamily {
        CounterFamily(
            family: register(
                MetricDescriptor(
                    name,
                    help,
                    kind: .counter,
                    unit: unit,
                    labels: labels,
                    labelsKept: labelsKept
                )
            )
        )
    }

    package func upDownCounter(
        _ name: String,
        _ help: String,
        unit: MetricUnit = .none,
        labels: [String] = []
    ) -> UpDownCounterFamily {
        UpDownCounterFamily(
            family: register(MetricDescriptor(name, help, kind: .gauge, unit: unit, labels: labels))
        )
    }

    package func gauge(
        _ name: String,
        _ help: String,
        unit: MetricUnit = .none,
        labels: [String] = []
    ) -> GaugeFamily {
        let descriptor = MetricDescriptor(name, help, kind: .gauge, unit: unit, labels: labels)
        return GaugeFamily(family: register(descriptor, storesDouble: true))
    }

    package func histogram(
        _ name: String,
        _ help: String,
        unit: MetricUnit,
        bounds: HistogramBounds,
        labels: [String] = [],
        labelsKept: Set<String> = []
    ) -> HistogramFamily {
        HistogramFamily(
            family: register(
                MetricDescriptor(
                    name,
                    help,
                    kind: .histogram(bounds: bounds.values),
                    unit: unit,
                    labels: labels,
                    labelsKept: labelsKept
                )
            )
        )
    }

    /// Adds values that are asked for at each scrape rather than recorded.
    package func add(_ collector: some Collector) {
        for descriptor in collector.descriptors { _ = register(descriptor, storesDouble: true) }
        collectors.withLock { $0.append(collector) }
    }

    /// What every registered family says about itself, by name.
    package var descriptors: [MetricDescriptor] {
        familiesByName.map(\.descriptor)
    }

    var familiesByName: [Family] {
        families.withLock { Array($0.values) }.sorted { $0.descriptor.name < $1.descriptor.name }
    }

    /// Brings collected values up to date; called once at the start of a scrape.
    func collect() {
        for collector in collectors.withLock({ $0 }) {
            collector.collect { name, labels, value in
                guard let family = families.withLock({ $0[name] }) else {
                    preconditionFailure("\(name) was collected but never described")
                }
                Gauge(cell: family.bind(labels)).set(value)
            }
        }
    }

    private func register(_ descriptor: MetricDescriptor, storesDouble: Bool = false) -> Family {
        do throws(RegistrationFault) {
            return try add(descriptor, storesDouble: storesDouble)
        } catch {
            preconditionFailure(error.description)
        }
    }

    /// Registers a family, or throws what makes it impossible.
    func add(_ descriptor: MetricDescriptor, storesDouble: Bool = false) throws(RegistrationFault) -> Family {
        try descriptor.validate()
        let family = Family(
            descriptor,
            store: store,
            rejected: rejected,
            overflows: overflows,
            storesDouble: storesDouble
        )
        try families.withLock { families throws(RegistrationFault) in
            for other in families.values {
                let taken = Set(other.descriptor.seriesNames)
                if descriptor.seriesNames.contains(where: taken.contains) {
                    throw .clash(descriptor.name, with: other.descriptor.name)
                }
            }
            families[descriptor.name] = family
        }
        return family
    }
}
