/// What one series held when it was read, each shard at one moment of its own; its memory is used for the next.
struct Reading {
    /// The cells of a counter or a gauge, added up.
    private(set) var value: UInt64 = 0
    /// Observations in each classic bucket, not cumulative.
    private(set) var counts: [UInt64] = []
    /// Observations in the zero bucket and in each native one; empty if the family has none.
    private(set) var native: [UInt64] = []
    /// The sum of what was observed, in the stored form.
    private(set) var sum: UInt64 = 0
    /// How many cells were read: what the reading cost.
    private(set) var cellsRead = 0

    private let shardCount: Int
    private let readsNative: Bool
    private var column: [UInt64] = []
    private var total: [UInt64] = []

    init(shardCount: Int, readsNative: Bool) {
        self.shardCount = shardCount
        self.readsNative = readsNative
    }

    var count: UInt64 { counts.reduce(0, &+) }

    mutating func read(_ series: Series, of family: Family) {
        guard case .histogram = family.descriptor.kind else {
            value = series.cell.sum(at: 0, shardCount: shardCount)
            cellsRead = shardCount
            return
        }
        let histogram = family.histogram(series)
        let classic = histogram.bounds.count + 1
        let buckets = classic + (readsNative && histogram.native != nil ? NativeBuckets.count : 0)
        cellsRead = shardCount * (buckets + 2)
        resize(to: buckets)
        sum = 0
        for index in 0..<shardCount {
            sum &+= histogram.readColumn(Shard(offset: index * CellStore.columnBytes), into: &column)
            for bucket in 0..<buckets { total[bucket] &+= column[bucket] }
        }
        counts.replaceSubrange(counts.indices, with: total[..<classic])
        native.replaceSubrange(native.indices, with: total[classic...])
    }

    private mutating func resize(to buckets: Int) {
        if column.count == buckets {
            for bucket in 0..<buckets { total[bucket] = 0 }
        } else {
            column = [UInt64](repeating: 0, count: buckets)
            total = column
        }
    }
}
