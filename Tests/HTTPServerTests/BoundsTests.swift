import Bytes
import EventLoops
import Testing

@testable import HTTPServer

/// What one request may be: each bound has its answer, and is counted once under its name.
@Suite struct BoundsTests {
    struct Bound: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let input: String
        let status: Int
        let name: ConnectionBounds.Name
    }

    private static let post = "POST /echo HTTP/1.1\r\nHost: a\r\n"

    /// Small, so that a case fits a line.
    private static var bounds: ConnectionBounds {
        var bounds = ConnectionBounds()
        bounds.targetBytes = 20
        bounds.headerCount = 4
        bounds.headerBytes = 64
        bounds.bodyBytes = 8
        bounds.chunkFramingBytes = 32
        return bounds
    }

    private static func many(_ count: Int) -> String {
        (1..<count).map { "A\($0): b\r\n" }.joined()
    }

    @Test(arguments: [
        Bound(
            testDescription: "a target",
            input: "GET /\(String(repeating: "a", count: 20)) HTTP/1.1\r\nHost: a\r\n\r\n",
            status: 414,
            name: .target
        ),
        Bound(
            testDescription: "a target that never ends",
            input: "GET /\(String(repeating: "a", count: 20))",
            status: 414,
            name: .target
        ),
        Bound(
            testDescription: "too many fields",
            input: "GET / HTTP/1.1\r\nHost: a\r\n\(many(5))\r\n",
            status: 431,
            name: .headerCount
        ),
        Bound(
            testDescription: "a large field",
            input: "GET / HTTP/1.1\r\nHost: a\r\nA: \(String(repeating: "b", count: 64))\r\n\r\n",
            status: 431,
            name: .headerBytes
        ),
        Bound(
            testDescription: "a long name",
            input: "GET / HTTP/1.1\r\nHost: a\r\n\(String(repeating: "b", count: 64)): a\r\n\r\n",
            status: 431,
            name: .headerBytes
        ),
        Bound(
            testDescription: "an announced body",
            input: post + "Content-Length: 9\r\n\r\n123456789",
            status: 413,
            name: .body
        ),
        Bound(
            testDescription: "an announced body of which nothing has arrived",
            input: post + "Content-Length: 9\r\n\r\n",
            status: 413,
            name: .body
        ),
        Bound(
            testDescription: "a chunked body",
            input: post + "Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n4\r\n6789\r\n0\r\n\r\n",
            status: 413,
            name: .body
        ),
        Bound(
            testDescription: "a chunk extension",
            input: post + "Transfer-Encoding: chunked\r\n\r\n1;a=\(String(repeating: "b", count: 40))\r\n",
            status: 413,
            name: .chunkFraming
        ),
        Bound(
            testDescription: "chunk sizes with many zeros",
            input: post + "Transfer-Encoding: chunked\r\n\r\n\(String(repeating: "0", count: 40))1\r\n",
            status: 413,
            name: .chunkFraming
        ),
        Bound(
            testDescription: "trailers",
            input: post
                + "Transfer-Encoding: chunked\r\n\r\n0\r\nA: \(String(repeating: "b", count: 40))\r\n",
            status: 413,
            name: .chunkFraming
        ),
    ])
    func isRefused(bound: Bound) {
        for isByteByByte in [false, true] {
            let server = TestServer(bounds: Self.bounds)
            if isByteByByte {
                for byte in bound.input.utf8 { server.stream.send([byte]) }
            } else {
                server.stream.send(bound.input)
            }
            let answers = server.answers()
            #expect(answers.map(\.status) == [bound.status])
            #expect(answers.first?.fields["connection"] == "close")
            #expect(server.hits == [bound.name.rawValue: 1])
            #expect(server.isOver)
            #expect(server.exchanges.map(\.status.rawValue) == [bound.status])
        }
    }

    @Test(arguments: [
        "GET /\(String(repeating: "a", count: 19)) HTTP/1.1\r\nHost: a\r\n\(many(4))\r\n",
        post + "Content-Length: 8\r\n\r\n12345678",
        post + "Transfer-Encoding: chunked\r\n\r\n4\r\n1234\r\n4;a\r\n5678\r\n0\r\nA: b\r\n\r\n",
    ])
    func whatJustFitsIsNot(input: String) {
        let server = TestServer(bounds: Self.bounds)
        let status = server.ask(input).map(\.status)
        #expect(status == [200] || status == [404])
        #expect(server.hits == [:])
        #expect(!server.isOver)
    }

    @Test func aRouteMayHaveABoundOfItsOwn() {
        var small = Route(.post, "/small", needs: nil) { _, writer in writer.send(.noContent) }
        small.bodyBytes = 2
        var large = Route(.post, "/large", needs: nil) { _, writer in writer.send(.noContent) }
        large.bodyBytes = 100
        let body = "Transfer-Encoding: chunked\r\n\r\n14\r\n01234567890123456789\r\n0\r\n\r\n"
        let sized = "Content-Length: 3\r\n\r\n012"
        for (path, rest, status) in [
            ("small", sized, 413), ("small", body, 413), ("large", sized, 204), ("large", body, 204),
        ] {
            let server = TestServer(bounds: Self.bounds, routes: [small, large])
            #expect(server.ask("POST /\(path) HTTP/1.1\r\nHost: a\r\n\(rest)").map(\.status) == [status])
            #expect(server.hits(.body) == (status == 413 ? 1 : 0))
        }
    }

    @Test func aRouteIsToldOfWhatWasRefusedInItsName() {
        var refusals: [Status] = []
        var route = Route(.post, "/small", needs: nil) { _, writer in writer.send(.noContent) }
        route.bodyBytes = 2
        route.refused = { _, status, _ in refusals.append(status) }
        _ = TestServer(routes: [route]).ask("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n")
        _ = TestServer(routes: [route]).ask(
            "POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
        )
        _ = TestServer(routes: [route]).ask("POST /small HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
        #expect(refusals == [.contentTooLarge, .contentTooLarge])
    }

    @Test func connectionsHavePlacesThatAreGivenBackOnce() {
        var bounds = ConnectionBounds()
        bounds.connections = 3
        bounds.connectionsPerAddress = 2
        let limits = ConnectionLimits(bounds)
        let (one, two) = (PeerAddress.ipv4(1), PeerAddress.ipv6(0, 1))
        #expect(limits.admit(one) == nil)
        #expect(limits.admit(one) == nil)
        #expect(limits.admit(one) == .connectionsPerAddress)
        #expect(limits.admit(two) == nil)
        #expect(limits.admit(two) == .connections)
        limits.release(one)
        #expect(limits.admit(two) == nil)
        #expect(limits.admit(one) == .connections)
        for peer in [one, two, two] { limits.release(peer) }
        for _ in 0..<3 { #expect(limits.admit(.local) == nil) }
        #expect(limits.admit(.local) == .connections)
    }

    @Test(arguments: [(ConnectionBounds.Name.connections, 503), (.connectionsPerAddress, 429)])
    func aConnectionTooManyIsToldSo(bound: ConnectionBounds.Name, status: Int) {
        let answers = ParsedResponse.parse("\(ConnectionRefusal.words(for: bound))")
        #expect(answers.map(\.status) == [status])
        #expect(answers.first?.fields["connection"] == "close")
        #expect(answers.first?.fields["content-length"] == "0")
    }
}
