import Bytes
import Metrics
import Testing

/// A scrape gives the loop back after each piece, whatever is scraped.
@Suite struct ExpositionPieceTests {
    private static let formats = [ExpositionFormat.text, .openMetrics, .protobuf]

    /// Wide families, a family of many small series, and one of few series with many buckets.
    private static func registry() -> Registry {
        let registry = Registry(loops: 4)
        let histograms = registry.histogram(
            "wait_seconds",
            "Waits.",
            unit: .seconds,
            bounds: .steps,
            labels: ["step"],
            detail: .native
        )
        for step in 0..<100 {
            let histogram = histograms.bind("step\(step)")
            for loop in 0..<4 { histogram.observe(.milliseconds(step), on: registry.shard(ofLoop: loop)) }
        }
        let counters = registry.counter("runs_total", "Runs.", labels: ["step"])
        for step in 0..<1_000 { _ = counters.bind("step\(step)") }
        for family in 0..<100 { _ = registry.gauge("level\(family)", "Level.").bind() }
        return registry
    }

    @Test(arguments: formats)
    func noPieceIsMuchLargerThanItMayBe(format: ExpositionFormat) {
        // One series with all its buckets stands in one piece.
        let seriesBytesMax = 8_192
        var exposition = Exposition(of: Self.registry(), as: format)
        var buffer = ByteBuffer()
        var pieces = 0
        var hasMore = true
        while hasMore {
            buffer.removeAll()
            hasMore = exposition.render(into: &buffer, until: 4_096)
            #expect(buffer.count <= 4_096 + seriesBytesMax)
            pieces += 1
        }
        #expect(pieces > 10)
    }

    @Test(arguments: formats, [1, 17, 4_096, 65_536])
    func thePiecesAreTheWhole(format: ExpositionFormat, limit: Int) {
        let registry = Self.registry()
        let isSame = scrapeBytes(registry, pieces: limit, as: format) == scrapeBytes(registry, as: format)
        #expect(isSame)
    }

    @Test(arguments: formats)
    func whatIsBoundDuringAScrapeDoesNotDisturbIt(format: ExpositionFormat) {
        let registry = Self.registry()
        let counters = registry.counter("later_total", "x", labels: ["a"])
        let before = scrapeBytes(registry, as: format).count
        var exposition = Exposition(of: registry, as: format)
        var buffer = ByteBuffer()
        var bytes = 0
        var label = 0
        while exposition.render(into: &buffer, until: 512) {
            bytes += buffer.count
            buffer.removeAll()
            label += 1
            _ = counters.bind("\(label)")
        }
        bytes += buffer.count
        #expect(label > 10)
        #expect(bytes >= before)
    }
}
