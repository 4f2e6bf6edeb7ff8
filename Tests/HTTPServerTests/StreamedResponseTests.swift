import Bytes
import EventLoops
import HTTPServer
import Testing

/// Bodies that come in pieces.
@Suite struct StreamedResponseTests {
    private let open = OpenResponse()

    private func server(_ bounds: ConnectionBounds = ConnectionBounds()) -> TestServer {
        TestServer(bounds: bounds, routes: [open.route()] + TestServer.routes)
    }

    @Test func headAndFirstPiecesLeaveInOneWrite() {
        let server = server()
        server.stream.send(OpenResponse.request)
        open.append("one ")
        open.append("two ")
        server.simulated.settle()
        #expect(server.stream.writes.count == 1)
        #expect(server.stream.take().hasSuffix("\r\n\r\n4\r\none \r\n4\r\ntwo \r\n"))
        for _ in 0..<100 { open.append("more ") }
        server.simulated.settle()
        #expect(server.stream.writes.count == 2)
    }

    @Test func aPieceOfEveryLengthIsAChunk() {
        for length in [1, 9, 10, 15, 16, 17, 255, 256, 4_095, 4_096, 65_535, 65_536] {
            let server = server()
            server.stream.send(OpenResponse.request)
            open.append(String(repeating: "x", count: length))
            open.append("")
            open.finish()
            let answers = server.answers()
            #expect(answers.map(\.body.count) == [length])
            #expect(answers.first?.isWhole == true)
            #expect(answers.first?.fields["transfer-encoding"] == "chunked")
            #expect(answers.first?.fields["content-length"] == nil)
        }
    }

    @Test func theNextRequestIsAnsweredBehindAStream() {
        let server = server()
        server.stream.send(OpenResponse.request + "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        open.append("streamed")
        #expect(server.answers().count == 1)
        open.finish()
        server.simulated.settle()
        let text = server.stream.take()
        #expect(text.hasPrefix("0\r\n\r\nHTTP/1.1 200 OK\r\n"))
        #expect(text.hasSuffix("\r\n\r\nok\n"))
        #expect(open.endings == [.delivered])
        #expect(server.exchanges.map(\.path) == ["/open", "/"])
        #expect(server.exchanges.map(\.bytesSent) == [8, 3])
    }

    @Test(arguments: [true, false])
    func withoutChunksTheEndIsTheEndOfTheConnection(isFinishedInATurnOfItsOwn: Bool) {
        let server = server()
        server.stream.send("GET /open HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        open.append("streamed")
        if isFinishedInATurnOfItsOwn { server.simulated.settle() }
        open.finish()
        let answers = server.answers()
        #expect(answers.map(\.body) == ["streamed"])
        #expect(answers.first?.fields["connection"] == "close")
        #expect(answers.first?.fields["transfer-encoding"] == nil)
        #expect(open.endings == [.delivered])
        #expect(server.stream.isClosed)
        #expect(!server.stream.wasReset)
    }

    @Test func aHEADRequestOfAStreamEnds() {
        let server = server()
        server.stream.send("HEAD /open HTTP/1.1\r\nHost: a\r\n\r\n")
        open.append("streamed")
        server.simulated.settle()
        #expect(server.stream.take().hasSuffix("\r\n\r\n"))
        open.finish()
        server.simulated.settle()
        #expect(open.endings == [.delivered])
        #expect(server.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").map(\.status) == [200])
    }

    @Test func aSlowReaderIsWaitedFor() {
        var bounds = ConnectionBounds()
        bounds.unsentBytes = 1_000
        let server = server(bounds)
        server.stream.window = 200
        server.stream.send(OpenResponse.request)
        #expect(open.room < 1_000 && open.room > 500)
        server.simulated.settle()
        #expect(open.room == 1_000, "everything has been sent")
        open.append(String(repeating: "x", count: 600))
        #expect(open.room <= 400)
        server.simulated.settle()
        #expect(open.drains == 0)
        open.append(String(repeating: "x", count: 600))
        #expect(open.room <= 0)
        server.simulated.settle()
        server.stream.open(window: 100)
        #expect(open.drains == 0)
        server.stream.open(window: 10_000)
        #expect(open.drains == 1)
        server.simulated.settle()
        #expect(open.room == 1_000)
        server.stream.window = 0
        open.append("y")
        server.simulated.settle()
        #expect(open.room < 1_000)
        server.stream.open(window: 100)
        #expect(open.drains == 2)
        open.finish()
        #expect(server.answers().map(\.body.count) == [1_201])
        #expect(open.endings == [.delivered])
    }

    @Test func whoFilledTheRoomIsToldWhenTheSocketTookItAll() {
        var bounds = ConnectionBounds()
        bounds.unsentBytes = 500
        let server = server(bounds)
        server.stream.send(OpenResponse.request)
        open.append(String(repeating: "x", count: 600))
        #expect(open.room <= 0)
        server.simulated.settle()
        #expect(open.room == 500)
        #expect(open.drains == 1)
    }

    @Test func aBodyThatIsLostResetsTheConnection() {
        let server = server()
        server.stream.send(OpenResponse.request)
        open.append("half")
        server.simulated.settle()
        open.drop()
        server.simulated.settle()
        #expect(server.stream.wasReset)
        #expect(server.stream.isClosed)
        #expect(server.answers().map(\.isWhole) == [false])
        #expect(server.exchanges.map(\.ending) == ["aborted"])
        #expect(server.exchanges.count == 1)
    }

    @Test func aBodyThatIsGivenUpResetsTheConnection() {
        let server = server()
        server.stream.send(OpenResponse.request)
        open.append("half")
        open.abort()
        server.simulated.settle()
        #expect(server.stream.wasReset)
        #expect(server.exchanges.map(\.ending) == ["given_up"])
        #expect(open.endings == [], "who gives up knows")
    }

    @Test(arguments: [false, true])
    func aClientThatLeavesEndsTheStreamAtOnce(resets: Bool) {
        let server = server()
        server.stream.send(OpenResponse.request)
        open.append("half")
        server.simulated.settle()
        if resets { server.stream.reset() } else { server.stream.end() }
        #expect(open.endings == [.clientLeft])
        open.append("unheard")
        open.finish()
        server.simulated.settle()
        #expect(open.endings == [.clientLeft])
        #expect(server.exchanges.map(\.ending) == ["client_disconnect"])
        #expect(server.exchanges.map(\.bytesSent) == [4])
        #expect(server.stream.isClosed)
    }

    @Test func aStreamIsDeliveredWhenItsLastByteIsAcknowledged() {
        let server = server()
        server.stream.acknowledges = false
        server.stream.send(OpenResponse.request)
        open.append("all")
        open.finish()
        server.advance(.seconds(29))
        #expect(open.endings == [])
        #expect(server.exchanges.isEmpty)
        server.stream.acknowledges = true
        server.advance(.milliseconds(50))
        #expect(open.endings == [.delivered])
        #expect(server.exchanges.map(\.ending) == ["complete"])
    }

    /// What a client sends next carries the acknowledgement of what it got: nobody waits for the timer.
    @Test func theNextRequestIsAnsweredAtOnce() {
        let server = server()
        server.stream.acknowledges = false
        server.stream.send(OpenResponse.request)
        open.append("all")
        open.finish()
        server.simulated.settle()
        #expect(open.endings == [])
        server.stream.acknowledges = true
        server.stream.send(OpenResponse.request)
        server.simulated.settle()
        #expect(open.endings == [.delivered])
        #expect(server.exchanges.map(\.ending) == ["complete"])
    }

    @Test func aStreamThatIsRefusedAtItsEndWasNotDelivered() {
        let server = server()
        server.stream.acknowledges = false
        server.stream.send(OpenResponse.request)
        open.append("all")
        open.finish()
        server.advance(.seconds(1))
        server.stream.reset()
        server.simulated.settle()
        #expect(open.endings == [.clientLeft])
        #expect(server.exchanges.map(\.ending) == ["client_disconnect"])
    }

    @Test func anAcknowledgementIsNotWaitedForForEver() {
        let server = server()
        server.stream.acknowledges = false
        server.stream.send(OpenResponse.request)
        open.append("all")
        open.finish()
        server.advance(.seconds(31))
        #expect(open.endings == [.writeTimeout])
        #expect(server.stream.isClosed)
        #expect(server.hits == ["write_time": 1])
    }

    @Test func aClientThatEndsItsSideBeforeTheEndReachedItHasLeft() {
        for isBlocked in [true, false] {
            let open = OpenResponse()
            let server = TestServer(routes: [open.route()])
            if isBlocked { server.stream.window = 10 }
            server.stream.acknowledges = false
            server.stream.send(OpenResponse.request)
            open.append("all")
            open.finish()
            server.simulated.settle()
            server.stream.end()
            server.simulated.settle()
            #expect(open.endings == [.clientLeft])
            #expect(server.stream.isClosed)
        }
    }

    @Test func aClientThatEndsItsSideBehindTheEndHasAllOfIt() {
        let server = server()
        server.stream.acknowledges = false
        server.stream.send(OpenResponse.request)
        open.append("all")
        open.finish()
        #expect(server.answers().map(\.body) == ["all"])
        #expect(open.endings == [])
        server.stream.end()
        #expect(open.endings == [.delivered])
        server.simulated.settle()
        #expect(server.stream.isClosed)
        #expect(server.exchanges.map(\.ending) == ["complete"])
    }
}
