import Dialects
import Events
import JSON
import Simulation
import Testing

@testable import EventLog

/// Where a reader begins that says what it has had: never nowhere, unless it has had everything.
@Suite struct ReadingStartTests {
    struct Position: Sendable, CustomTestStringConvertible {
        let epoch: Int
        let sequence: Int
        /// While the log has five events, and when the fifth was the last.
        let running: String
        let ended: String

        var testDescription: String { "\(epoch).\(sequence)" }
    }

    private func bench(ends: Bool) -> LogBench {
        let bench = LogBench()
        bench.begin()
        bench.say("a")
        bench.say("b")
        if ends { bench.end() } else { bench.say("c") }
        return bench
    }

    private func words(_ start: ReadingStart) -> String {
        switch start {
        case .replay(let cursor): "after \(cursor)"
        case .gap(let gap): "\(gap.reason.rawValue), \(gap.resumed.epoch).\(gap.resumed.sequence)"
        case .nothingLeft: "nothing"
        }
    }

    @Test(arguments: [
        Position(epoch: 1, sequence: 0, running: "after 0", ended: "after 0"),
        Position(epoch: 7, sequence: 0, running: "after 0", ended: "after 0"),
        Position(epoch: 1, sequence: 1, running: "after 1", ended: "after 1"),
        Position(epoch: 1, sequence: 4, running: "after 4", ended: "after 4"),
        Position(epoch: 1, sequence: 5, running: "after 5", ended: "nothing"),
        Position(epoch: 1, sequence: 6, running: "not_held, 1.5", ended: "not_held, 1.4"),
        Position(epoch: 1, sequence: .max, running: "not_held, 1.5", ended: "not_held, 1.4"),
        Position(epoch: 2, sequence: 1, running: "not_held, 1.5", ended: "not_held, 1.4"),
        Position(epoch: 0, sequence: 5, running: "not_held, 1.5", ended: "not_held, 1.4"),
    ])
    func aPositionSaysWhatFollows(position: Position) {
        let asked = EventPosition(epoch: position.epoch, sequence: position.sequence)
        #expect(words(bench(ends: false).log.start(after: asked)) == position.running)
        #expect(words(bench(ends: true).log.start(after: asked)) == position.ended)
    }

    @Test func whoNamesNoPositionBeginsAtTheBeginning() {
        #expect(words(bench(ends: true).log.start(after: nil)) == "after 0")
    }

    @Test(arguments: [false, true])
    func behindAGapComesWhatThereIsAndThenTheRest(ends: Bool) {
        let bench = bench(ends: ends)
        let client = bench.connectBehindGap(at: EventPosition(epoch: 1, sequence: 99))
        if !ends {
            bench.say("d")
            bench.end()
            bench.settle()
        }
        let blocks = EventTranscript(of: client.take()).blocks
        let tail = ends ? ["generation_complete"] : ["delta", "generation_complete"]
        #expect(blocks.map(\.event) == ["gap", "snapshot"] + tail)
        #expect(blocks[0].id == "1.0")
        let resumed = "1.\(ends ? 4 : 5)"
        #expect(blocks[0].data.contains(#""after":"1.99","resumed":"\#(resumed)","reason":"not_held""#))
        #expect(blocks[1].id == resumed)
        #expect(
            blocks[1].data.contains(#""status":"running","message":"A...","text":"\#(ends ? "ab" : "abc")""#)
        )
        #expect(client.isClosed)
    }

    @Test func eachDialectSaysInItsOwnWordsWhatThereIs() {
        let bench = bench(ends: true)
        let whole = EventTranscript(of: bench.connect(.content).take()).blocks
        let client = bench.connectBehindGap(.content, at: EventPosition(epoch: 3, sequence: 2))
        let blocks = EventTranscript(of: client.take()).blocks
        #expect(blocks.map(\.event) == whole.map(\.event))
        #expect(blocks[0].id == "1.4" && whole[0].id == "1.2")
        #expect(blocks[0].data == whole[0].data)
        #expect(blocks.last == whole.last)
    }
}
