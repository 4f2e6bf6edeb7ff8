import Bytes
import EventLoops
import Testing

@testable import HTTPServer

/// What a client may take its time for, and how long.
@Suite struct DeadlineTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    /// A route that keeps its writers until the test answers.
    private final class Waiting {
        private var writers: [() -> Void] = []

        var route: Route {
            Route(.get, "/wait", needs: nil) { [self] _, writer in
                var kept = Optional(writer)
                writers.append { kept.take()?.send(.ok, type: "text/plain", "late") }
            }
        }

        func answer() {
            let writers = writers
            self.writers = []
            for writer in writers { writer() }
        }
    }

    @Test func aHeadThatDripsIsNotGivenMoreTime() {
        let server = TestServer()
        for byte in "GET /abcdefgh".utf8.prefix(10) {
            server.stream.send([byte])
            server.advance(.milliseconds(990))
        }
        #expect(server.answers() == [])
        server.advance(.milliseconds(100))
        let answers = server.answers()
        #expect(answers.map(\.status) == [408])
        #expect(server.hits == ["head_time": 1])
        #expect(server.isOver)
        #expect(server.exchanges.map(\.status) == [.requestTimeout])
    }

    @Test func aBodyThatDripsIsNotGivenMoreTime() {
        let server = TestServer()
        server.stream.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n")
        for _ in 0..<29 {
            server.advance(.seconds(1))
            server.stream.send("x")
        }
        server.advance(.milliseconds(900))
        #expect(server.answers() == [])
        server.advance(.milliseconds(200))
        #expect(server.answers().map(\.status) == [408])
        #expect(server.hits == ["body_time": 1])
    }

    @Test func aConnectionThatSaysNothingIsClosed() {
        let server = TestServer()
        server.advance(.milliseconds(9_900))
        #expect(!server.stream.isClosed)
        server.advance(.milliseconds(200))
        #expect(server.stream.isClosed)
        #expect(server.answers() == [])
        #expect(server.hits == ["idle_time": 1])
        #expect(server.released == [TestServer.peer])
    }

    @Test func betweenRequestsAConnectionMayRest() {
        let server = TestServer()
        #expect(server.ask(Self.get).map(\.status) == [200])
        server.advance(.milliseconds(74_900))
        #expect(server.ask(Self.get).map(\.status) == [200])
        server.advance(.milliseconds(74_900))
        #expect(!server.stream.isClosed)
        server.advance(.milliseconds(200))
        #expect(server.stream.isClosed)
        #expect(server.hits == ["idle_time": 1])
    }

    @Test func emptyLinesDoNotKeepAConnectionOpen() {
        let server = TestServer()
        #expect(server.ask(Self.get).map(\.status) == [200])
        for _ in 0..<8 {
            server.advance(.seconds(10))
            server.stream.send("\r\n")
        }
        #expect(server.stream.isClosed)
        #expect(server.hits == ["idle_time": 1])
    }

    @Test func restBeginsBehindAnAnswerThatTookLong() {
        let waiting = Waiting()
        let server = TestServer(routes: [waiting.route])
        #expect(server.ask("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n") == [])
        server.advance(.seconds(300))
        waiting.answer()
        #expect(server.answers().map(\.body) == ["late"])
        server.advance(.milliseconds(74_900))
        #expect(!server.stream.isClosed)
        server.advance(.milliseconds(200))
        #expect(server.stream.isClosed)
    }

    @Test func aClientThatTakesNothingIsResetAfterTheWriteTime() {
        let server = TestServer()
        server.stream.window = 10
        server.stream.send(Self.get)
        server.advance(.milliseconds(29_900))
        #expect(!server.stream.isClosed)
        server.advance(.milliseconds(200))
        #expect(server.stream.isClosed)
        #expect(server.stream.wasReset)
        #expect(server.hits == ["write_time": 1])
    }

    @Test func aClientThatReadsSlowlyIsNotCutOff() {
        let server = TestServer()
        server.stream.window = 1
        server.stream.send(Self.get)
        for _ in 0..<5 {
            server.advance(.seconds(29))
            server.stream.open(window: 1)
        }
        #expect(!server.stream.isClosed)
        server.stream.open(window: .max)
        #expect(server.answers().map(\.status) == [200])
        #expect(server.hits == [:])
    }

    @Test func aRefusedClientMayReadItsAnswerBeforeTheEnd() {
        let server = TestServer()
        #expect(server.ask("BAD\r\n\r\n").map(\.status) == [400])
        #expect(server.stream.hasEnded)
        server.stream.send("more of the same")
        server.advance(.milliseconds(1_900))
        #expect(!server.stream.isClosed)
        server.advance(.milliseconds(200))
        #expect(server.stream.isClosed)
        #expect(!server.stream.wasReset)
        #expect(server.hits == ["linger": 1])
    }

    @Test func aRefusedClientThatLeavesIsNotWaitedFor() {
        let server = TestServer()
        #expect(server.ask("BAD\r\n\r\n").map(\.status) == [400])
        server.stream.end()
        server.simulated.settle()
        #expect(server.stream.isClosed)
        #expect(server.hits == [:])
    }

    @Test func aRefusedClientMaySendOnlySoMuch() {
        var bounds = ConnectionBounds()
        bounds.lingerBytes = 10
        let server = TestServer(bounds: bounds)
        #expect(server.ask("BAD\r\n\r\n").map(\.status) == [400])
        server.stream.send("1234567890")
        server.simulated.settle()
        #expect(!server.stream.isClosed)
        server.stream.send("1")
        server.simulated.settle()
        #expect(server.stream.isClosed)
        #expect(server.hits == ["linger": 1])
    }

    @Test func requestsBehindAnAnswerWaitInTheirOrder() {
        let waiting = Waiting()
        let server = TestServer(routes: [waiting.route] + TestServer.routes)
        server.stream.send(
            "GET /wait HTTP/1.1\r\nHost: a\r\n\r\nGET /items/1 HTTP/1.1\r\nHost: a\r\n\r\nGET /it"
        )
        #expect(server.answers() == [])
        waiting.answer()
        // Arrives in the turn in which the first response has ended and the second request is not yet read.
        server.stream.send("ems/2 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(server.answers().map(\.body) == ["late", "1 -", "2 -"])
        #expect(server.exchanges.map(\.path) == ["/wait", "/items/1", "/items/2"])
    }

    @Test func whoSendsTooMuchBehindARequestIsToldToAskAgain() {
        var bounds = ConnectionBounds()
        bounds.pipelinedBytes = 50
        let waiting = Waiting()
        let server = TestServer(bounds: bounds, routes: [waiting.route])
        #expect(server.ask("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n") == [])
        for _ in 0..<10 { server.stream.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n") }
        #expect(server.hits == ["pipelined": 1])
        waiting.answer()
        let answers = server.answers()
        #expect(answers.map(\.body) == ["late"])
        #expect(answers.first?.fields["connection"] == "close")
        #expect(server.isOver)
        #expect(server.exchanges.count == 1)
    }

    @Test func whoSendsTooMuchBehindARequestIsStillSeenToLeave() {
        var bounds = ConnectionBounds()
        bounds.pipelinedBytes = 50
        bounds.lingerBytes = 1_000
        for leaves in [true, false] {
            let waiting = Waiting()
            let server = TestServer(bounds: bounds, routes: [waiting.route])
            server.stream.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n" + String(repeating: "x", count: 100))
            if leaves {
                server.stream.end()
            } else {
                server.stream.send(String(repeating: "x", count: 1_001))
            }
            server.simulated.settle()
            #expect(server.stream.isClosed)
            #expect(server.exchanges.map(\.ending) == [leaves ? "client_disconnect" : "aborted"])
            #expect(server.exchanges.map(\.status) == [leaves ? .clientClosedRequest : .serviceUnavailable])
            waiting.answer()
            #expect(server.exchanges.count == 1)
        }
    }

    @Test func whoDoesNotReadItsAnswersGetsNoMoreOfThem() {
        var bounds = ConnectionBounds()
        bounds.unsentBytes = 1_000
        bounds.pipelinedBytes = 500
        let server = TestServer(bounds: bounds)
        server.stream.window = 0
        for _ in 0..<100 { server.stream.send(Self.get) }
        server.simulated.settle()
        #expect(server.exchanges.count < 12)
        #expect(server.hits(.unsent) > 0)
        #expect(server.hits(.pipelined) == 1)
        server.stream.open(window: .max)
        var answers = server.answers()
        while server.exchanges.count < 100, case let more = server.answers(), !more.isEmpty {
            answers += more
        }
        #expect(answers.map(\.body) == Array(repeating: "ok\n", count: 100))
        #expect(!server.isOver)
    }
}
