import Metrics
import Platform
import Testing

@testable import Metrics

@Suite struct ProtobufTests {
    private func family(_ name: String, _ registry: Registry) throws -> ProtobufReader {
        let messages = try #require(ProtobufReader.messages(scrapeBytes(registry, as: .protobuf)))
        return try #require(messages.first { $0.text(1) == name })
    }

    @Test func aCounterKeepsItsWholeName() throws {
        let registry = Registry(loops: 1)
        let counter = registry.counter("cost_dollars_total", "Spent.", unit: .dollars, labels: ["model"])
        counter.bind("a\"\n\\").add(2_500_000_000, on: registry.shared)
        let family = try family("cost_dollars_total", registry)
        #expect(family.text(2) == "Spent.")
        #expect(family.varint(3) == 0)
        #expect(family.text(5) == "dollars")
        let metric = try #require(family.messages(4).first)
        #expect(metric.messages(1).map { [$0.text(1), $0.text(2)] } == [["model", "a\"\n\\"]])
        #expect(metric.messages(3).first?.double(1) == 2.5)
    }

    @Test(arguments: [2.5, -1, .nan, .infinity])
    func aGaugeMayBeAnyNumber(value: Double) throws {
        let registry = Registry(loops: 1)
        registry.gauge("level", "x").bind().set(value)
        let read = try family("level", registry).messages(4).first?.messages(2).first?.double(1)
        #expect(read?.bitPattern == value.bitPattern)
    }

    private func histogram(_ registry: Registry, _ detail: HistogramDetail) -> Histogram {
        let bounds = HistogramBounds([.milliseconds(100), .seconds(1)])
        return registry.histogram("wait_seconds", "x", unit: .seconds, bounds: bounds, detail: detail).bind()
    }

    @Test func classicAndNativeBucketsStandSideBySide() throws {
        let registry = Registry(loops: 1)
        let histogram = histogram(registry, .native)
        for duration in [
            Duration.nanoseconds(5), .milliseconds(500), .seconds(1), .seconds(1), .seconds(7_200),
        ] {
            histogram.observe(duration, on: registry.shard(ofLoop: 0))
        }
        let message = try #require(try family("wait_seconds", registry).messages(4).first?.messages(7).first)
        #expect(message.varint(1) == 5)
        #expect(message.double(2) == 7_202.500000005)
        #expect(message.messages(3).map { $0.varint(1) } == [1, 4, 5])
        #expect(message.messages(3).map { $0.double(2) } == [0.1, 1, .infinity])
        #expect(message.varint(5).map(ProtobufReader.signed) == 3)
        #expect(message.double(6) == 0x1p-20)
        #expect(message.varint(7) == 1)
        // Half a second is the bound of bucket -8, a second that of bucket 0; two hours are kept in the last.
        let spans = message.messages(12).map { span in
            [span.varint(1).map(ProtobufReader.signed) ?? 0, Int(span.varint(2) ?? 0)]
        }
        #expect(spans == [[-8, 1], [7, 1], [94, 1]])
        #expect(message.deltas(13) == [1, 1, -1])
    }

    @Test func whatWasNeverObservedIsStillNative() throws {
        let registry = Registry(loops: 1)
        _ = histogram(registry, .native)
        let message = try #require(try family("wait_seconds", registry).messages(4).first?.messages(7).first)
        #expect(message.varint(1) == 0)
        #expect(message.double(6) == 0x1p-20)
        #expect(message.deltas(13) == [])
    }

    @Test func withoutTheDetailThereAreClassicBucketsOnly() throws {
        let registry = Registry(loops: 1)
        histogram(registry, []).observe(.seconds(1), on: registry.shared)
        let message = try #require(try family("wait_seconds", registry).messages(4).first?.messages(7).first)
        #expect(message.messages(3).count == 3)
        #expect(message.varint(5) == nil)
    }

    @Test func anExemplarSaysWhen() throws {
        let registry = Registry(loops: 1)
        let time = Timestamp(unixNanoseconds: 1_520_879_607_789_123_456)
        let exemplar = Exemplar(traceHigh: 1, traceLow: 2, span: 3, time: time)
        histogram(registry, .exemplars).observe(.milliseconds(500), exemplar: exemplar, on: registry.shared)
        let message = try #require(try family("wait_seconds", registry).messages(4).first?.messages(7).first)
        let read = try #require(message.messages(3)[1].messages(3).first)
        #expect(
            read.messages(1).map { $0.text(2) } == ["00000000000000010000000000000002", "0000000000000003"]
        )
        #expect(read.double(2) == 0.5)
        #expect(read.messages(3).first?.varint(1) == 1_520_879_607)
        #expect(read.messages(3).first?.varint(2) == 789_123_456)
    }

    @Test(arguments: [1, 50, 1_000])
    func aScrapeInPiecesIsTheSame(limit: Int) {
        let registry = Registry(loops: 1)
        let family = registry.histogram(
            "wait_seconds",
            "x",
            unit: .seconds,
            bounds: .steps,
            labels: ["a"],
            detail: .native
        )
        for label in 0..<20 { family.bind("\(label)").observe(.seconds(label), on: registry.shared) }
        let isSame =
            scrapeBytes(registry, pieces: limit, as: .protobuf) == scrapeBytes(registry, as: .protobuf)
        #expect(isSame)
    }
}
