internal import Bytes
internal import Platform

/// One metric family: its description, its series, and the one that takes what goes beyond its cap.
final class Family: Sendable {
    let descriptor: MetricDescriptor
    let bounds: BoundsPointer
    /// Whether the cells hold the bits of a `Double` that is set, rather than an integer that is added to.
    let storesDouble: Bool

    private let store: CellStore
    private let rejected: Counter
    /// Counts what overflowed, by family; nil for the families that the registry itself is made of.
    private let overflows: Family?
    private let content = Lock(Content())

    fileprivate struct Content {
        var series: [Series] = []
        var byLabels: [[String]: CellPointer] = [:]
        var overflowed = 0
    }

    init(
        _ descriptor: MetricDescriptor,
        store: CellStore,
        rejected: Counter,
        overflows: Family?,
        storesDouble: Bool = false
    ) {
        self.descriptor = descriptor
        self.store = store
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

    var series: [Series] { content.withLock { $0.series } }

    func histogram(_ cell: CellPointer) -> Histogram {
        Histogram(cell: cell, bounds: bounds, rejected: rejected)
    }

    /// The cells of the series with these label values, made if it is new.
    func bind(_ labels: [String]) -> CellPointer {
        precondition(
            labels.count == descriptor.labels.count,
            "\(descriptor.name) has labels \(descriptor.labels)"
        )
        let (cell, hasOverflowed) = content.withLock { content -> (CellPointer, Bool) in
            if let known = content.byLabels[labels] { return (known, false) }
            // Series of the overflow itself are few: one for each value of the labels that are kept.
            let isFull = content.series.count - content.overflowed >= descriptor.seriesMax
            guard isFull else { return (content.add(labels, makeSeries), false) }
            let overflow = overflowLabels(labels)
            if let known = content.byLabels[overflow] { return (known, true) }
            content.overflowed += 1
            return (content.add(overflow, makeSeries), true)
        }
        if hasOverflowed, let overflows {
            Counter(cell: overflows.bind([descriptor.name])).add(on: Shard(offset: 0))
        }
        return cell
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
            case .histogram(let bounds): Histogram.cellCount(bounds: bounds.count)
            }
        return Series(cell: store.allocate(cells), labels: labels, of: descriptor)
    }
}

extension Family.Content {
    fileprivate mutating func add(_ labels: [String], _ make: ([String]) -> Series) -> CellPointer {
        let added = make(labels)
        series.append(added)
        byLabels[labels] = added.cell
        return added.cell
    }
}
