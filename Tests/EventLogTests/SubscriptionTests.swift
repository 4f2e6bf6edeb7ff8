import Dialects
import Events
import Platform
import Simulation
import Testing
import Verification

@testable import EventLog

@Suite struct SubscriptionTests {
    private static let pieces = ["Once", " upon\n", "a", " \"time\"", "", " é€🌊", "\u{2028}", " end"]

    /// A log with its pieces said, and its end if it has one.
    private func bench(ends: Bool) -> LogBench {
        let bench = LogBench()
        bench.begin()
        for (index, piece) in Self.pieces.enumerated() { bench.say(piece, progress: index) }
        if ends { bench.end() }
        return bench
    }

    @Test func whoKeepsUpGetsEachEventInTheTurnInWhichItHappens() {
        let bench = LogBench()
        let client = bench.connect()
        bench.begin()
        bench.settle()
        #expect(EventTranscript(of: client.take()).blocks.map(\.event) == ["generation_start", "step_start"])
        for (index, piece) in Self.pieces.enumerated() {
            bench.say(piece)
            let writes = client.writes.count
            bench.settle()
            #expect(client.writes.count == writes + 1)
            let transcript = EventTranscript(of: "\r\n\r\n" + client.take())
            #expect(transcript.text == piece)
            #expect(transcript.blocks.map(\.sequence) == [index + 3])
        }
        bench.end()
        bench.settle()
        #expect(client.isClosed)
        #expect(Scrape(bench.registry).sum("penstock_stream_events_coalesced_total") == 0)
        #expect(Scrape(bench.registry).sum("penstock_streams_ended_total", "reason=\"complete\"") == 1)
        #expect(Scrape(bench.registry).sum("penstock_stream_events_total") == Double(Self.pieces.count + 3))
    }

    @Test func whatHappensInOneTurnLeavesInOneWrite() {
        let bench = LogBench()
        let client = bench.connect()
        _ = client.take()
        let writes = client.writes.count
        bench.begin()
        for piece in Self.pieces { bench.say(piece) }
        bench.settle()
        #expect(client.writes.count == writes + 1)
        #expect(EventTranscript(of: "\r\n\r\n" + client.take()).blocks.count == Self.pieces.count + 2)
    }

    @Test func whoComesLaterGetsTheSameTextInOnePiece() {
        let bench = bench(ends: false)
        let client = bench.connect()
        let blocks = EventTranscript(of: client.take()).blocks
        #expect(blocks.map(\.event) == ["generation_start", "step_start", "delta"])
        #expect(blocks[2].sequence == 2 + Self.pieces.count)
        #expect(
            Scrape(bench.registry).sum("penstock_stream_events_coalesced_total")
                == Double(Self.pieces.count - 1)
        )
        bench.say("!")
        bench.end()
        bench.settle()
        let rest = EventTranscript(of: "\r\n\r\n" + client.take())
        #expect(rest.text == "!")
        #expect(rest.blocks.map(\.event) == ["delta", "generation_complete"])
        #expect(client.isClosed)
    }

    @Test(arguments: [false, true])
    func aReplayFromAnyPositionIsExactlyTheTail(ends: Bool) {
        let bench = bench(ends: ends)
        let whole = Self.pieces.joined()
        for cursor in 0...bench.log.lastSequence {
            let client = bench.connect(after: cursor)
            let transcript = EventTranscript(of: client.take())
            let said = max(0, min(cursor - 2, Self.pieces.count))
            let tail = Self.pieces.dropFirst(said).joined()
            #expect(transcript.text == tail, "after \(cursor)")
            #expect(whole.hasSuffix(tail))
            #expect(transcript.blocks.allSatisfy { $0.sequence > cursor })
            #expect((transcript.blocks.last?.sequence ?? cursor) == bench.log.lastSequence)
            #expect(client.isClosed == ends, "after \(cursor)")
        }
    }

    /// Whatever the window, whoever reads on in the end has the same text, under ids that only rise.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func aReaderWhoIsBlockedNowAndThenMissesNothing(seed: UInt64) {
        var random = SeededRandomness(seed: seed)
        let bench = LogBench()
        let client = bench.connect(window: 200)
        let said = bench.say(400, to: client, &random)
        let transcript = EventTranscript(of: client.take())
        #expect(transcript.text == said)
        let ids = transcript.blocks.map(\.sequence)
        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
        #expect(ids.last == bench.log.lastSequence)
        #expect(transcript.blocks.count < 403)
        #expect(client.isClosed)
    }

    @Test func readersOfTwoDialectsDoNotDisturbEachOther() {
        let bench = LogBench()
        let first = bench.connect(.penstock)
        let second = bench.connect(.content, window: 0)
        let third = bench.connect(.content)
        bench.begin()
        for piece in Self.pieces { bench.say(piece) }
        bench.end()
        bench.settle()
        second.open(window: .max)
        bench.settle()
        let texts = [first, second, third].map { EventTranscript(of: $0.take()) }
        #expect(texts[0].text == Self.pieces.joined())
        #expect(texts[1].blocks.map(\.event) == ["progress", "progress", "complete"])
        #expect(texts[1].body == texts[2].body)
        #expect(first.isClosed && second.isClosed && third.isClosed)
        #expect(bench.log.subscriptions.isEmpty)
    }

    @Test func anAttemptHasTextOfItsOwn() {
        let bench = bench(ends: false)
        bench.startStep(attempt: 2)
        bench.say("again")
        let client = bench.connect()
        let blocks = EventTranscript(of: client.take()).blocks
        #expect(blocks.map(\.event) == ["generation_start", "step_start", "delta", "step_start", "delta"])
        #expect(blocks[2].data.contains("\"attempt\":1,\"chunk\":\(Self.pieces.count),"))
        #expect(blocks[4].data.contains("\"attempt\":2,\"chunk\":1,\"text\":\"again\""))
    }

    /// A run of text is given in events of at most 16 KiB, and a piece that is longer in one of its own.
    @Test func longTextIsCaughtUpInEventsOfBoundedSize() {
        let bench = LogBench()
        bench.begin()
        let sizes = [1, 16_383, 16_384, 16_385, 40_000, 5, 6, 16_372, 1, 1]
        for (index, size) in sizes.enumerated() { bench.say(String(repeating: "\(index)", count: size)) }
        let client = bench.connect()
        let blocks = EventTranscript(of: client.take()).blocks.dropFirst(2)
        #expect(blocks.map(\.sequence) == [4, 5, 6, 7, 11, 12])
        let late = bench.connect(after: 9)
        #expect(EventTranscript(of: late.take()).blocks.map(\.sequence) == [12])
    }
}
