import Dialects
import Events
import Platform
import Simulation
import Testing

@testable import EventLog

@Suite struct GenerationLogTests {
    private final class Witness: EndObserver {
        private(set) var sequences: [Int] = []

        func ended(_ event: Event) {
            sequences.append(event.sequence)
        }
    }

    @Test func observersOfTheEndAreToldOnce() {
        let bench = LogBench()
        let stays = Witness()
        let leaves = Witness()
        bench.log.add(stays)
        bench.log.add(leaves)
        bench.begin()
        bench.say("a")
        bench.log.remove(leaves)
        #expect(stays.sequences.isEmpty)
        bench.end()
        #expect(stays.sequences == [4])
        #expect(leaves.sequences.isEmpty)
        bench.log.remove(stays)
        #expect(bench.abandonments == 0)
    }

    @Test func theLastReaderToLeaveAbandonsTheLog() {
        let bench = LogBench()
        let witness = Witness()
        bench.log.add(witness)
        let first = bench.connect()
        let second = bench.connect(.content)
        bench.begin()
        bench.settle()
        first.reset()
        bench.settle()
        bench.log.remove(witness)
        #expect(bench.abandonments == 0)
        second.reset()
        bench.settle()
        #expect(bench.abandonments == 1)
        bench.log.remove(witness)
        #expect(bench.abandonments == 1)
        #expect(bench.returns == 0)
        let third = bench.connect(after: 1)
        #expect(bench.returns == 1)
        third.reset()
        bench.settle()
        #expect(bench.abandonments == 2)
        bench.log.add(witness)
        #expect(bench.returns == 2)
    }

    @Test func aLogThatHasEndedIsNotAbandoned() {
        let bench = LogBench()
        let client = bench.connect(window: 10)
        bench.begin()
        bench.end()
        bench.settle()
        client.reset()
        bench.settle()
        #expect(bench.log.subscriptions.isEmpty)
        #expect(bench.abandonments == 0)
        let reason = Scrape(bench.registry).sum(
            "penstock_streams_ended_total",
            "reason=\"client_disconnect\""
        )
        #expect(reason == 1)
    }

    @Test func whoComesWhenALeftLogHasEndedIsNobodysReturn() {
        let bench = LogBench()
        bench.begin()
        bench.connect().reset()
        bench.settle()
        #expect(bench.abandonments == 1)
        bench.end()
        _ = bench.connect()
        #expect(bench.returns == 0)
    }

    @Test func progressNeverFallsAndIsNeverMoreThanAll() {
        let bench = LogBench()
        bench.begin()
        bench.say("a", progress: 40)
        bench.say("b", progress: 7)
        bench.startStep(attempt: 2)
        bench.say("c", progress: 140)
        let client = bench.connect()
        let text = client.take()
        #expect(text.contains("\"progress\":40,\"step\":\"a\",\"attempt\":1,\"chunk\":2,\"text\":\"ab\""))
        #expect(text.contains("\"progress\":40,\"step\":\"a\",\"attempt\":2,\"label\""))
        #expect(text.contains("\"progress\":100,\"step\":\"a\",\"attempt\":2,\"chunk\":1"))
    }

    @Test func aServerThatGoesTellsEachReaderWhenToComeBack() {
        let bench = LogBench()
        let first = bench.connect()
        let second = bench.connect(.content)
        bench.begin()
        bench.settle()
        _ = (first.take(), second.take())
        for subscription in bench.log.subscriptions {
            subscription.shutDown(retryAfter: .milliseconds(1_500))
        }
        // What happens now reaches nobody.
        bench.say("late")
        bench.end()
        bench.settle()
        #expect(first.take() == "event: shutdown\ndata: {\"retry_after_ms\":1500}\n\nretry: 1500\n\n")
        #expect(
            second.take() == """
                event: error
                data: {"error":"The server is shutting down; please try again in a moment"}


                """
        )
        #expect(first.isClosed && second.isClosed)
        let scrape = Scrape(bench.registry)
        #expect(scrape.sum("penstock_streams_ended_total", "reason=\"server_shutdown\"") == 2)
        #expect(scrape.sum("penstock_streams_active") == 0)
        #expect(bench.simulated.loop.timerCount == 0)
    }

    @Test func textIsHeldToItsBound() {
        var bounds = LogBounds()
        bounds.textBytes = 5
        let bench = LogBench(bounds: bounds)
        bench.begin()
        #expect(bench.log.hasRoom(for: 5))
        bench.say("abc")
        #expect(bench.log.hasRoom(for: 2))
        #expect(!bench.log.hasRoom(for: 3))
        #expect(bench.log.textBytes == 3)
    }

    @Test func nothingKeepsALogWhoseReadersHaveGone() {
        weak var log: GenerationLog?
        do {
            let bench = LogBench()
            log = bench.log
            let client = bench.connect()
            bench.begin()
            bench.end()
            bench.settle()
            #expect(client.isClosed)
        }
        #expect(log == nil)
    }
}
