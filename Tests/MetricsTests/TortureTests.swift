import Metrics
import Platform
import Testing

/// Every loop and foreign threads record without pause while scrapes go on; what a scrape says must be possible.
@Suite struct TortureTests {
    private static let loops = 2
    private static let observations = 40_000

    @Test func noScrapeContradictsItselfAndNothingIsLost() async throws {
        let registry = Registry(loops: Self.loops)
        let counter = registry.counter("runs_total", "x").bind()
        let bounds = HistogramBounds([.nanoseconds(1), .nanoseconds(2), .nanoseconds(3)])
        let histogram = registry.histogram(
            "wait_seconds",
            "x",
            unit: .seconds,
            bounds: bounds,
            detail: [.native, .exemplars]
        ).bind()
        let shards = (0..<Self.loops).map { registry.shard(ofLoop: $0) } + [registry.shared, registry.shared]

        try await withThrowingTaskGroup(of: Void.self) { group in
            for shard in shards {
                group.addTask { @concurrent in
                    for index in 0..<Self.observations {
                        counter.add(on: shard)
                        let value = Int64(index % 4) + 1
                        guard index % 3 == 0 else {
                            histogram.observe(value, on: shard)
                            continue
                        }
                        histogram.observe(.nanoseconds(value), exemplar: Self.exemplar(of: value), on: shard)
                    }
                }
            }
            for format in [ExpositionFormat.text, .openMetrics, .protobuf] {
                group.addTask { @concurrent in
                    var before = Scraped()
                    for _ in 0..<60 {
                        let now = try Scraped(registry, format)
                        try now.checkConsistency(after: before)
                        before = now
                    }
                }
            }
            try await group.waitForAll()
        }
        let total = shards.count * Self.observations
        for format in [ExpositionFormat.text, .openMetrics, .protobuf] {
            let scraped = try Scraped(registry, format)
            #expect(scraped.counter == total)
            #expect(scraped.buckets == [1, 2, 3, 4].map { $0 * total / 4 })
            #expect(scraped.sum == total / 4 * (1 + 2 + 3 + 4))
        }
    }

    /// An exemplar whose every word follows from the value, so that a torn one shows.
    private static func exemplar(of value: Int64) -> Exemplar {
        let word = UInt64(value) * 0x0101_0101_0101_0101
        let time = Timestamp(unixNanoseconds: value * 1_000_000_000)
        return Exemplar(traceHigh: word, traceLow: word, span: word, time: time)
    }

    private struct Scraped {
        var counter = 0
        var buckets = [0, 0, 0, 0]
        var sum = 0
        var count = 0

        init() {}

        init(_ registry: Registry, _ format: ExpositionFormat) throws {
            if format == .protobuf {
                try read(
                    try #require(ProtobufReader.messages(scrapeBytes(registry, pieces: 300, as: format)))
                )
            } else {
                try read(scrape(registry, pieces: 300, as: format))
            }
        }

        private mutating func read(_ text: String) throws {
            var buckets: [Int] = []
            for line in text.split(separator: "\n") where !line.hasPrefix("#") {
                let parts = line.split(separator: " # ")
                let value = try #require(parts[0].split(separator: " ").last)
                if line.hasPrefix("runs_total") { counter = try #require(Int(value)) }
                if line.hasPrefix("wait_seconds_bucket") {
                    buckets.append(try #require(Int(value)))
                    if parts.count > 1 { try checkExemplar(parts[1], inBucket: buckets.count) }
                }
                if line.hasPrefix("wait_seconds_sum") {
                    sum = Int((try #require(Double(value)) * 1e9).rounded())
                }
                if line.hasPrefix("wait_seconds_count") { count = try #require(Int(value)) }
            }
            self.buckets = buckets
        }

        /// Bucket by bucket there is one value, and so one exemplar.
        private func checkExemplar(_ text: Substring, inBucket bucket: Int) throws {
            let digits = String(repeating: "0\(bucket)", count: 16)
            let span = digits.prefix(16)
            try #require(text == "{trace_id=\"\(digits)\",span_id=\"\(span)\"} 0.00000000\(bucket) \(bucket)")
        }

        private mutating func read(_ families: [ProtobufReader]) throws {
            for family in families {
                guard let metric = family.messages(4).first else { continue }
                if family.text(1) == "runs_total" {
                    counter = Int(try #require(metric.messages(3).first?.double(1)))
                }
                guard family.text(1) == "wait_seconds", let histogram = metric.messages(7).first else {
                    continue
                }
                count = Int(try #require(histogram.varint(1)))
                sum = Int((try #require(histogram.double(2)) * 1e9).rounded())
                buckets = try histogram.messages(3).map { Int(try #require($0.varint(1))) }
                // All values are below the first native bucket.
                try #require(histogram.varint(7) == histogram.varint(1))
            }
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
