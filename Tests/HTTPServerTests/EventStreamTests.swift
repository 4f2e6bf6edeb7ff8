import Bytes
import EventLoops
import HTTPServer
import Testing

/// Streams of events: what the client gets, and how they end.
@Suite struct EventStreamTests {
    private static let heartbeat = "e\r\n: keep-alive\n\n\r\n"

    @Test func aStreamBeginsWithItsHeadAndBlocksInOneWrite() {
        let open = OpenStream()
        open.server.stream.send(OpenStream.request)
        open.send("retry: 1\n\n", events: 0)
        open.send()
        open.server.simulated.settle()
        #expect(open.server.stream.writes.count == 1)
        let text = open.server.stream.take()
        for field in [
            "Content-Type: text/event-stream; charset=utf-8", "Cache-Control: no-cache, no-transform",
            "X-Accel-Buffering: no", "Transfer-Encoding: chunked",
        ] {
            #expect(text.contains("\r\n\(field)\r\n"))
        }
        #expect(text.hasSuffix("\r\n\r\na\r\nretry: 1\n\n\r\nf\r\n\(OpenStream.event)\r\n"))
        #expect(open.server.metric("penstock_stream_events_total{dialect=\"d\"}") == 1)
        #expect(open.server.metric("penstock_stream_bytes_total{dialect=\"d\"}") == 25)
    }

    @Test func aStreamOutlivesEveryDeadlineButItsReaders() {
        let open = OpenStream()
        open.server.stream.send(OpenStream.request)
        open.server.advance(.seconds(1_000))
        #expect(open.stream?.isOpen == true)
        #expect(open.active == 1)
        #expect(open.server.metric("penstock_streams_active{pipeline=\"p\",dialect=\"d\"}") == 1)
        #expect(open.server.hits == [:])
        open.send()
        open.stream?.finish()
        #expect(open.server.answers().map(\.isWhole) == [true])
        #expect(open.endings == [.complete])
    }

    @Test func timeToTheFirstEventCountsFromTheRequest() {
        let open = OpenStream()
        open.server.stream.send(OpenStream.request)
        open.server.advance(.seconds(2))
        open.send(": hello\n\n", events: 0)
        open.server.advance(.seconds(1))
        open.send()
        open.send()
        let family = "penstock_stream_time_to_first_event_seconds"
        #expect(open.server.metric("\(family)_count{pipeline=\"p\"}") == 1)
        #expect(open.server.metric("\(family)_sum{pipeline=\"p\"}") == 3)
    }

    @Test func everySixteenthEventIsTimedTheFirstIncluded() {
        let open = OpenStream()
        open.server.stream.send(OpenStream.request)
        open.server.simulated.settle()
        for _ in 0..<33 {
            open.send()
            open.server.simulated.settle()
        }
        let family = "penstock_stream_event_delay_seconds"
        #expect(open.server.metric("\(family)_count{pipeline=\"p\"}") == 3)
    }

    // MARK: Heartbeats

    @Test func silenceIsBrokenBetween15And18SecondsAfterTheLastSend() {
        let open = OpenStream()
        open.server.stream.send(OpenStream.request)
        var gaps: [Duration] = []
        for index in 0..<40 {
            // A send in between moves the next beat.
            open.server.advance(.seconds(index % 14))
            open.send()
            open.server.simulated.settle()
            _ = open.server.stream.take()
            var gap = Duration.zero
            while open.server.stream.received.isEmpty, gap < .seconds(60) {
                open.server.advance(.milliseconds(10))
                gap += .milliseconds(10)
            }
            #expect(open.server.stream.take() == Self.heartbeat)
            gaps.append(gap)
        }
        #expect(gaps.allSatisfy { $0 >= .seconds(15) && $0 <= .seconds(18) })
        #expect(Set(gaps).count > 20, "streams that began together do not beat together")
    }

    @Test func aStreamThatIsNotSilentHasNoHeartbeat() {
        let open = OpenStream()
        open.server.stream.send(OpenStream.request)
        for _ in 0..<100 {
            open.send()
            open.server.advance(.milliseconds(14_900))
        }
        #expect(!open.server.stream.take().contains("keep-alive"))
    }

    @Test func nothingFollowsTheEnd() {
        let open = OpenStream()
        open.server.stream.acknowledges = false
        open.server.stream.send(OpenStream.request)
        open.send()
        open.stream?.finish()
        open.send()
        open.stream?.finish(.cancelled)
        open.stream?.cut(.slowConsumer)
        #expect(open.stream?.isOpen == false)
        #expect(open.stream?.room == 0)
        open.server.simulated.settle()
        #expect(open.server.stream.take().hasSuffix("\r\n\r\nf\r\n\(OpenStream.event)\r\n0\r\n\r\n"))
        open.server.advance(.seconds(25))
        #expect(open.server.stream.take() == "")
        open.server.stream.acknowledges = true
        open.server.advance(.seconds(1))
        #expect(open.endings == [.complete])
    }

    // MARK: Endings

    private func check(_ open: OpenStream, _ ending: StreamEnding, _ phase: String) {
        open.server.simulated.settle()
        #expect(open.endings == [ending])
        #expect(open.ended == ["\(ending.rawValue) \(phase)": 1])
        #expect(open.drops == (ending.isDrop ? [ending.rawValue: 1] : [:]))
        #expect(open.established == 1)
        #expect(open.active == 0)
        #expect(open.server.exchanges.count == 1)
        #expect(open.server.simulated.loop.timerCount <= 1, "only the connection's own may be left")
    }

    @Test(arguments: StreamEnding.allCases, [false, true])
    func aFinishedStreamEndsAsItWasFinished(ending: StreamEnding, hasEvent: Bool) {
        let open = OpenStream()
        open.server.stream.send(OpenStream.request)
        if hasEvent { open.send() }
        open.server.simulated.settle()
        open.stream?.finish(ending)
        #expect(open.endings == [], "it has not been delivered")
        check(open, ending, hasEvent ? "streaming" : "before_first_event")
        #expect(open.server.answers().map(\.isWhole) == [true])
        #expect(open.server.exchanges.map(\.ending) == [ending.rawValue])
        #expect(!open.server.stream.isClosed)
    }

    @Test(arguments: StreamEnding.allCases, [false, true])
    func aStreamThatIsCutEndsAtOnce(ending: StreamEnding, hasEvent: Bool) {
        let open = OpenStream()
        open.server.stream.send(OpenStream.request)
        if hasEvent { open.send() }
        open.server.simulated.settle()
        open.stream?.cut(ending)
        #expect(open.endings == [ending])
        check(open, ending, hasEvent ? "streaming" : "before_first_event")
        #expect(open.server.answers().map(\.isWhole) == [false])
        #expect(open.server.exchanges.map(\.ending) == [ending.rawValue])
        #expect(open.server.stream.wasReset)
    }

    @Test(arguments: [false, true], [false, true])
    func aClientThatLeavesIsNoticedAtOnce(resets: Bool, hasEvent: Bool) {
        let open = OpenStream()
        open.server.stream.send(OpenStream.request)
        if hasEvent { open.send() }
        open.server.simulated.settle()
        if resets { open.server.stream.reset() } else { open.server.stream.end() }
        #expect(open.endings == [.clientDisconnect])
        check(open, .clientDisconnect, hasEvent ? "streaming" : "before_first_event")
        #expect(open.server.exchanges.map(\.ending) == ["client_disconnect"])
    }

    @Test func aClientThatLeavesBeforeTheLastEventReachedItDidNotGetIt() {
        let open = OpenStream()
        open.server.stream.window = 100
        open.server.stream.send(OpenStream.request)
        open.send()
        open.stream?.finish()
        open.server.simulated.settle()
        open.server.stream.reset()
        check(open, .clientDisconnect, "streaming")
    }

    @Test func aClientThatTakesNothingIsCutOff() {
        let open = OpenStream()
        open.server.stream.window = 100
        open.server.stream.send(OpenStream.request)
        open.send()
        open.server.advance(.milliseconds(29_900))
        #expect(open.endings == [])
        open.server.advance(.milliseconds(200))
        check(open, .writeTimeout, "streaming")
        #expect(open.server.hits == ["write_time": 1])
    }

    @Test func aClosedServiceEndsItsStreams() {
        let open = OpenStream()
        open.server.stream.send(OpenStream.request)
        open.send()
        open.server.simulated.settle()
        open.server.service.close()
        check(open, .serverError, "streaming")
    }

    @Test func aStreamThatIsOpenedTooLateEndsAtOnce() {
        for ends in [false, true] {
            let server = TestServer(routes: [])
            let metrics = StreamMetrics(server.registry).bind(pipeline: "p", dialect: "d")
            let open = OpenStream(server, metrics: metrics, opens: false)
            server.stream.send(OpenStream.request)
            server.simulated.settle()
            server.stream.reset()
            server.simulated.settle()
            open.open()
            if ends { open.stream?.finish() }
            check(open, .clientDisconnect, "before_first_event")
        }
    }

    @Test func aReaderThatCatchesUpIsToldSo() {
        let open = OpenStream()
        open.server.stream.send(OpenStream.request)
        open.server.simulated.settle()
        open.server.stream.window = 5
        open.send()
        open.server.simulated.settle()
        #expect(open.drains == 0)
        open.server.stream.open(window: .max)
        #expect(open.drains == 1)
    }

    @Test(arguments: StreamMetrics.ConnectFailure.allCases)
    func aFailedConnectIsCountedByItsReason(reason: StreamMetrics.ConnectFailure) {
        let server = TestServer()
        let metrics = StreamMetrics(server.registry).bind(pipeline: "p", dialect: "d")
        metrics.connectFailed(reason, on: server.simulated.loop.shard)
        let labels = "pipeline=\"p\",outcome=\"failed\",reason=\"\(reason.rawValue)\""
        #expect(server.metric("penstock_stream_connects_total{\(labels)}") == 1)
    }
}
