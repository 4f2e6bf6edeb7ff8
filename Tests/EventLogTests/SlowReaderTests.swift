import Dialects
import Events
import Simulation
import Testing

@testable import EventLog

@Suite struct SlowReaderTests {
    private static let piece = String(repeating: "x", count: 1_000)

    private static var bounds: LogBounds {
        var bounds = LogBounds()
        bounds.backlogBytes = 200_000
        return bounds
    }

    @Test func whoFallsTooFarBehindIsCutOff() {
        let bench = LogBench(bounds: Self.bounds)
        let slow = bench.connect(window: 1_000)
        let quick = bench.connect()
        bench.begin()
        var said = 0
        while !slow.isClosed, said < 1_000 {
            bench.say(Self.piece)
            said += 1
            bench.settle()
        }
        // What its connection holds for it comes on top of what it may be behind.
        #expect((201...300).contains(said))
        #expect(bench.log.subscriptions.count == 1)
        #expect(bench.abandonments == 0)
        let scrape = Scrape(bench.registry)
        #expect(scrape.sum("penstock_streams_ended_total", "reason=\"slow_consumer\"") == 1)
        #expect(scrape.sum("penstock_streams_ended_total") == 1)
        #expect(scrape.sum("penstock_stream_drops_total") == 1)
        #expect(scrape.sum("penstock_streams_active") == 1)
        bench.end()
        bench.settle()
        #expect(quick.isClosed)
        #expect(EventTranscript(of: quick.take()).text.count == said * 1_000)
    }

    @Test func whoIsBehindByLessIsNot() {
        let bench = LogBench(bounds: Self.bounds)
        let slow = bench.connect(window: 1_000)
        bench.begin()
        for _ in 0..<199 { bench.say(Self.piece) }
        bench.settle()
        slow.open(window: .max)
        bench.settle()
        for _ in 0..<199 { bench.say(Self.piece) }
        bench.end()
        bench.settle()
        #expect(slow.isClosed)
        #expect(EventTranscript(of: slow.take()).text.count == 398_000)
    }

    /// Whoever comes when more has been said than anybody may be behind is not behind by that.
    @Test func whoComesLateMayReadALongLog() {
        let bench = LogBench(bounds: Self.bounds)
        bench.begin()
        for _ in 0..<1_000 { bench.say(Self.piece) }
        let late = bench.connect(window: 1_000)
        for _ in 0..<100 {
            bench.say(Self.piece)
            bench.settle()
        }
        #expect(!late.isClosed)
        late.open(window: .max)
        bench.end()
        bench.settle()
        #expect(EventTranscript(of: late.take()).text.count == 1_100_000)
        #expect(late.isClosed)
    }

    @Test func whoComesLateAndReadsNothingIsCutOffToo() {
        let bench = LogBench(bounds: Self.bounds)
        bench.begin()
        for _ in 0..<1_000 { bench.say(Self.piece) }
        let late = bench.connect(window: 1_000)
        for _ in 0..<201 {
            bench.say(Self.piece)
            bench.settle()
        }
        #expect(late.isClosed)
    }
}
