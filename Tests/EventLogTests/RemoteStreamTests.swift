import Dialects
import Events
import Platform
import Simulation
import Testing

@testable import EventLog

/// A reader whose connection lives on another loop than the log reads the same.
@Suite struct RemoteStreamTests {
    private static let piece = String(repeating: "x", count: 1_000)

    private func count(_ bench: LogBench, _ family: String, _ label: String = "") -> Double {
        Scrape(bench.registry).sum(family, label)
    }

    @Test func itGetsWhatAReaderOnTheLogsLoopGets() {
        let bench = LogBench()
        let near = bench.connect()
        let far = bench.connectRemotely()
        bench.hear()
        bench.begin()
        for piece in ["Once", " upon", "", " é€🌊"] {
            bench.say(piece)
            bench.settle()
        }
        bench.end()
        bench.settle()
        #expect(EventTranscript(of: far.take()).body == EventTranscript(of: near.take()).body)
        #expect(far.isClosed)
        #expect(bench.log.subscriptions.isEmpty)
        #expect(count(bench, "penstock_streams_ended_total", "reason=\"complete\"") == 2)
        #expect(count(bench, "penstock_stream_remote_waits_total") == 0)
        #expect(count(bench, "penstock_streams_active") == 0)
    }

    @Test func whatHappensInOneTurnLeavesInOneWrite() {
        let bench = LogBench()
        bench.begin()
        bench.say("a")
        let far = bench.connectRemotely()
        bench.hear()
        // The head and what there was.
        #expect(far.writes.count == 1)
        for piece in ["b", "c", "d"] { bench.say(piece) }
        bench.settle()
        #expect(far.writes.count == 2)
        #expect(EventTranscript(of: far.take()).text == "abcd")
    }

    /// What waits for a reader that takes nothing is what its connection holds and the credit, and an event.
    @Test func aReaderThatTakesNothingHoldsUpABoundedNumberOfBytes() {
        let bench = LogBench()
        let far = bench.connectRemotely(window: 0)
        bench.hear()
        bench.begin()
        for _ in 0..<900 {
            bench.say(Self.piece)
            bench.settle()
        }
        let sent = count(bench, "penstock_stream_bytes_total")
        #expect((64_000...180_000).contains(sent))
        #expect(count(bench, "penstock_stream_remote_waits_total") == 1)
        far.open(window: .max)
        bench.settle()
        bench.end()
        bench.settle()
        #expect(EventTranscript(of: far.take()).text.count == 900_000)
        #expect(far.isClosed)
    }

    @Test func whoFallsTooFarBehindIsCutOff() {
        var bounds = LogBounds()
        bounds.backlogBytes = 200_000
        let bench = LogBench(bounds: bounds)
        let far = bench.connectRemotely(window: 1_000)
        bench.hear()
        bench.begin()
        var said = 0
        while !far.isClosed, said < 1_000 {
            bench.say(Self.piece)
            said += 1
            bench.settle()
        }
        #expect((201...400).contains(said))
        #expect(bench.log.subscriptions.isEmpty)
        #expect(count(bench, "penstock_streams_ended_total", "reason=\"slow_consumer\"") == 1)
        #expect(count(bench, "penstock_streams_ended_total") == 1)
        #expect(count(bench, "penstock_streams_active") == 0)
        #expect(bench.abandonments == 1)
    }

    @Test(arguments: [false, true])
    func whoLeavesIsNoReaderAnyMore(beforeItIsHeardOf: Bool) {
        let bench = LogBench()
        bench.begin()
        let far = bench.connectRemotely()
        if !beforeItIsHeardOf { bench.hear() }
        far.reset()
        bench.settle()
        if beforeItIsHeardOf { bench.hear() }
        bench.say("a")
        bench.settle()
        #expect(bench.log.subscriptions.isEmpty)
        #expect(bench.abandonments == 1)
        let established: Double = beforeItIsHeardOf ? 0 : 1
        #expect(count(bench, "penstock_stream_connects_total", "outcome=\"established\"") == established)
        #expect(count(bench, "penstock_streams_ended_total") == established)
        #expect(bench.loops.loops.allSatisfy { $0.loop.timerCount == 0 })
    }

    @Test func aServerThatGoesSaysWhenToComeBack() {
        let bench = LogBench()
        let far = bench.connectRemotely()
        bench.hear()
        for subscription in bench.log.subscriptions {
            subscription.shutDown(retryAfter: .milliseconds(1_500))
        }
        bench.settle()
        #expect(far.take().hasSuffix("event: shutdown\ndata: {\"retry_after_ms\":1500}\n\nretry: 1500\n\n"))
        #expect(far.isClosed)
        #expect(count(bench, "penstock_streams_ended_total", "reason=\"server_shutdown\"") == 1)
    }

    @Test func itMayBeAnsweredWithoutAStream() {
        let bench = LogBench()
        bench.answersWithoutStream = true
        let far = bench.connectRemotely()
        bench.settle()
        #expect(far.take().hasPrefix("HTTP/1.1 204 No Content"))
        #expect(count(bench, "penstock_stream_connects_total") == 0)
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func aReaderWhoIsBlockedNowAndThenMissesNothing(seed: UInt64) {
        var random = SeededRandomness(seed: seed)
        let bench = LogBench()
        let far = bench.connectRemotely(window: 200)
        bench.hear()
        let said = bench.say(300, to: far, &random)
        let transcript = EventTranscript(of: far.take())
        #expect(transcript.text == said)
        let ids = transcript.blocks.map(\.sequence)
        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
        #expect(ids.last == bench.log.lastSequence)
        #expect(far.isClosed)
    }

    @Test func nothingKeepsALogWhoseRemoteReadersHaveGone() {
        weak var log: GenerationLog?
        do {
            let bench = LogBench()
            log = bench.log
            let far = bench.connectRemotely()
            bench.hear()
            bench.begin()
            bench.end()
            bench.settle()
            #expect(far.isClosed)
        }
        #expect(log == nil)
    }
}
