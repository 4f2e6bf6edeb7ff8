internal import Bytes
internal import Platform

/// One metric family: its description, its series, and the one that takes what goes beyond its cap.
final class Family: Sendable {
    let descriptor: MetricDescriptor
    let bounds: BoundsPointer
    /// Whether the cells hold the bits of a `Double` that is set, rather than an integer that is added to.
    let storesDouble: Bool

    private let store: CellStore
    private let exemplarStore: CellStore
    private let rejected: Counter
    /// Counts what overflowed, by family; nil for the families that the registry itself is made of.
    private let overflows: Family?
    private let content = Lock(Content())

    fileprivate struct Content {
        var series: [Series] = []
        var byLabels: [[String]: Int] = [:]
        var overflowed = 0
    }

    init(
        _ descriptor: MetricDescriptor,
        store: CellStore,
        exemplars: CellStore,
        rejected: Counter,
        overflows: Family?,
        storesDouble: Bool = false
    ) {
        self.descriptor = descriptor
        self.store = store
        exemplarStore = exemplars
        self.rejected = rejected
        self.overflows = overflows
        self.storesDouble = storesDouble
        if case .histogram(let values) = descriptor.kind {
            bounds = BoundsPointer(copying: values)
        } else {
            bounds = BoundsPointer(copying: [])
        }
    }

    deinit {
        bounds.deallocate()
    }

    var seriesCount: Int { content.withLock { $0.series.count } }

    var series: [Series] { content.withLock { $0.series } }

    func histogram(_ series: Series) -> Histogram {
        Histogram(
            cell: series.cell,
            bounds: bounds,
            native: descriptor.detail.contains(.native) ? NativeBuckets.bounds : nil,
            exemplars: series.exemplars,
            rejected: rejected
        )
    }

    /// The series with these label values, made if it is new.
    func bind(_ labels: [String]) -> Series {
        precondition(
            labels.count == descriptor.labels.count,
            "\(descriptor.name) has labels \(descriptor.labels)"
        )
        let (series, hasOverflowed) = content.withLock { content -> (Series, Bool) in
            if let known = content.byLabels[labels] { return (content.series[known], false) }
            // Series of the overflow itself are few: one for each value of the labels that are kept.
            let isFull = content.series.count - content.overflowed >= descriptor.seriesMax
            guard isFull else { return (content.add(labels, makeSeries), false) }
            let overflow = overflowLabels(labels)
            if let known = content.byLabels[overflow] { return (content.series[known], true) }
            content.overflowed += 1
            return (content.add(overflow, makeSeries), true)
        }
        if hasOverflowed, let overflows {
            Counter(cell: overflows.bind([descriptor.name]).cell).add(on: Shard(offset: 0))
        }
        return series
    }

    private func overflowLabels(_ labels: [String]) -> [String] {
        zip(descriptor.labels, labels).map { name, value in
            descriptor.labelsKept.contains(name) ? value : Registry.overflowLabel
        }
    }

    private func makeSeries(_ labels: [String]) -> Series {
        let cells =
            switch descriptor.kind {
            case .counter, .gauge: 1
            case .histogram(let bounds):
                Histogram.cellCount(bounds: bounds.count, isNative: descriptor.detail.contains(.native))
            }
        return Series(
            cell: store.allocate(cells),
            exemplars: descriptor.detail.contains(.exemplars) ? makeExemplars() : nil,
            labels: labels,
            of: descriptor
        )
    }

    private func makeExemplars() -> ExemplarPointer {
        ExemplarPointer(exemplarStore.allocate(ExemplarPointer.cellCount(buckets: bounds.count + 1)))
    }
}

extension Family.Content {
    fileprivate mutating func add(_ labels: [String], _ make: ([String]) -> Series) -> Series {
        let added = make(labels)
        byLabels[labels] = series.count
        series.append(added)
        return added
    }
}
