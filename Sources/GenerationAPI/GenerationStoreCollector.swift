internal import Metrics

/// Says at each scrape what is kept of generations that have ended.
struct GenerationStoreCollector: Collector {
    private let store: GenerationStore

    init(_ store: GenerationStore) {
        self.store = store
    }

    let descriptors = [
        MetricDescriptor(
            "penstock_generations_kept",
            "Generations that have ended and can still be read.",
            kind: .gauge
        ),
        MetricDescriptor(
            "penstock_generations_kept_bytes",
            "Memory of the generations that have ended and can still be read, about.",
            kind: .gauge,
            unit: .bytes
        ),
    ]

    func collect(_ report: (_ name: String, _ labels: [String], _ value: Double) -> Void) {
        let kept = store.kept
        report("penstock_generations_kept", [], Double(kept.count))
        report("penstock_generations_kept_bytes", [], Double(kept.bytes))
    }
}
