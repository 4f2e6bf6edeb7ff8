import Bytes
import EventLoops
import Glibc
import HTTPServer
import Testing

/// What a simulated stream cannot vouch for: that real sockets behave as it does.
@Suite struct RealSocketTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let large = 4 << 20

    private static func server() -> RealServer {
        RealServer {
            let open = OpenResponse()
            return TestServer.routes + [
                Route(.get, "/large", needs: nil) { _, writer in
                    var body = ByteBuffer(capacity: large)
                    for index in 0..<large { body.append(UInt8(truncatingIfNeeded: index % 251)) }
                    writer.send(.ok, type: "text/plain", body)
                },
                Route(.get, "/finished", needs: nil) { _, writer in
                    let body = writer.stream(.ok, type: "text/plain", observer: open)
                    body.append(Array("all".utf8).span)
                    body.finish()
                },
                open.route(),
            ]
        }
    }

    private static func write(_ text: String, to client: CInt) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(client, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Reads until the server ends its side; nil if the connection broke.
    private static func readToEnd(_ client: CInt) -> [UInt8]? {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 10_000)
        while true {
            let count = recv(client, &piece, piece.count, 0)
            guard count >= 0 else { return nil }
            guard count > 0 else { return bytes }
            bytes += piece.prefix(count)
        }
    }

    @Test(arguments: RealServer.Kind.allCases)
    func whoSendsEverythingAndEndsItsSideGetsEveryAnswer(kind: RealServer.Kind) {
        let server = Self.server()
        let client = server.connect(kind)
        Self.write(Self.get + Self.get + Self.get, to: client)
        shutdown(client, CInt(SHUT_WR))
        let text = String(decoding: Self.readToEnd(client) ?? [], as: UTF8.self)
        #expect(ParsedResponse.parse(text).map(\.body) == ["ok\n", "ok\n", "ok\n"])
        close(client)
        server.stop()
    }

    @Test(arguments: RealServer.Kind.allCases)
    func aLargeAnswerReachesWhoReadsSlowly(kind: RealServer.Kind) throws {
        let server = Self.server()
        let client = server.connect(kind)
        Self.write("GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", to: client)
        let bytes = try #require(Self.readToEnd(client))
        let isWhole = bytes.suffix(Self.large).enumerated().allSatisfy { $0.element == $0.offset % 251 }
        #expect(isWhole)
        #expect(bytes.count > Self.large)
        close(client)
        server.stop()
    }

    @Test(arguments: RealServer.Kind.allCases)
    func aRefusedClientThatGoesOnSendingStillReadsItsAnswer(kind: RealServer.Kind) {
        let server = Self.server()
        let client = server.connect(kind)
        let head = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n"
        Self.write(head + String(repeating: "x", count: 500_000), to: client)
        let text = String(decoding: Self.readToEnd(client) ?? [], as: UTF8.self)
        #expect(ParsedResponse.parse(text).map(\.status) == [413])
        close(client)
        server.stop()
    }

    @Test(arguments: RealServer.Kind.allCases, [true, false])
    func aClientThatLeavesAStreamIsNoticed(kind: RealServer.Kind, resets: Bool) {
        let server = Self.server()
        let client = server.connect(kind)
        Self.write(OpenResponse.request, to: client)
        var byte: UInt8 = 0
        #expect(recv(client, &byte, 1, 0) == 1)
        if resets {
            var abrupt = linger(l_onoff: 1, l_linger: 0)
            setsockopt(client, SOL_SOCKET, SO_LINGER, &abrupt, socklen_t(MemoryLayout<linger>.size))
        }
        close(client)
        #expect(server.ended(1).map(\.ending) == ["client_disconnect"])
        server.stop()
    }

    @Test(arguments: RealServer.Kind.allCases)
    func aStreamThatWasReadToItsEndIsComplete(kind: RealServer.Kind) {
        let server = Self.server()
        let client = server.connect(kind)
        Self.write("GET /finished HTTP/1.0\r\n\r\n", to: client)
        let text = String(decoding: Self.readToEnd(client) ?? [], as: UTF8.self)
        #expect(ParsedResponse.parse(text).map(\.body) == ["all"])
        #expect(server.ended(1).map(\.ending) == ["complete"])
        close(client)
        server.stop()
    }
}
