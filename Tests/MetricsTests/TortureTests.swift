import Metrics
import Testing

/// Every loop and foreign threads record without pause while scrapes go on; what a scrape says must be possible.
@Suite struct TortureTests {
    private static let loops = 2
    private static let observations = 40_000

    @Test func noScrapeContradictsItselfAndNothingIsLost() async throws {
        let registry = Registry(loops: Self.loops)
        let counter = registry.counter("runs_total", "x").bind()
        let bounds = HistogramBounds([.nanoseconds(1), .nanoseconds(2), .nanoseconds(3)])
        let histogram = registry.histogram("wait_seconds", "x", unit: .seconds, bounds: bounds).bind()
        let shards = (0..<Self.loops).map { registry.shard(ofLoop: $0) } + [registry.shared, registry.shared]

        try await withThrowingTaskGroup(of: Void.self) { group in
            for shard in shards {
                group.addTask { @concurrent in
                    for index in 0..<Self.observations {
                        counter.add(on: shard)
                        histogram.observe(Int64(index % 4) + 1, on: shard)
                    }
                }
            }
            for _ in 0..<2 {
                group.addTask { @concurrent in
                    var before = Scraped()
                    for _ in 0..<200 {
                        let now = try Scraped(registry)
                        try now.checkConsistency(after: before)
                        before = now
                    }
                }
            }
            try await group.waitForAll()
        }
        let total = shards.count * Self.observations
        let scraped = try Scraped(registry)
        #expect(scraped.counter == total)
        #expect(scraped.buckets == [1, 2, 3, 4].map { $0 * total / 4 })
        #expect(scraped.sum == total / 4 * (1 + 2 + 3 + 4))
    }

    private struct Scraped {
        var counter = 0
        var buckets = [0, 0, 0, 0]
        var sum = 0
        var count = 0

        init() {}

        init(_ registry: Registry) throws {
            var buckets: [Int] = []
            for line in scrape(registry).split(separator: "\n") where !line.hasPrefix("#") {
                let value = try #require(line.split(separator: " ").last)
                if line.hasPrefix("runs_total") { counter = try #require(Int(value)) }
                if line.hasPrefix("wait_seconds_bucket") { buckets.append(try #require(Int(value))) }
                if line.hasPrefix("wait_seconds_sum") {
                    sum = Int((try #require(Double(value)) * 1e9).rounded())
                }
                if line.hasPrefix("wait_seconds_count") { count = try #require(Int(value)) }
            }
            self.buckets = buckets
        }

        /// Each bucket's observations have one value, so the sum can be computed from the buckets.
        func checkConsistency(after before: Scraped) throws {
            try #require(buckets == buckets.sorted())
            try #require(count == buckets[3])
            let counts = zip(buckets, [0] + buckets).map { $0 - $1 }
            try #require(sum == counts[0] + 2 * counts[1] + 3 * counts[2] + 4 * counts[3])
            try #require(counter >= before.counter)
            for (now, then) in zip(buckets, before.buckets) { try #require(now >= then) }
        }
    }
}
