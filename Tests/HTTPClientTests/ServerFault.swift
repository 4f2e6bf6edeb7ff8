import HTTPClient
import Testing

/// What a server, or whoever stands in front of it, may do wrong, and what it has to be called.
struct ServerFault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let kind: HTTPClientFault.Kind?
    var change: @Sendable (inout HTTPClientRequest) -> Void = { _ in }
    let script: @Sendable (ServerConnection) -> Void

    init(
        _ testDescription: String,
        _ kind: HTTPClientFault.Kind?,
        _ change: @escaping @Sendable (inout HTTPClientRequest) -> Void = { _ in },
        _ script: @escaping @Sendable (ServerConnection) -> Void
    ) {
        self.testDescription = testDescription
        self.kind = kind
        self.change = change
        self.script = script
    }

    private static let soon = Duration.milliseconds(30)
    private static let head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"

    static let all = stalls + cuts + nonsense + excess

    private static let stalls = [
        ServerFault("a stall before the head", .firstByteTimeout) {
            $0.timeouts.firstByte = soon
        } _: { connection in
            connection.waitForEnd()
        },
        ServerFault("a stall after an interim head", .firstByteTimeout) {
            $0.timeouts.firstByte = soon
        } _: { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 103 Early Hints\r\n\r\n")
            connection.waitForEnd()
        },
        ServerFault("a stall in the head", .idleTimeout) {
            $0.timeouts.idle = soon
        } _: { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-")
            connection.waitForEnd()
        },
        ServerFault("a stall in the body", .idleTimeout) {
            $0.timeouts.idle = soon
        } _: { connection in
            _ = connection.readRequest()
            connection.send("\(head)abc")
            connection.waitForEnd()
        },
        ServerFault("a drip without end", .totalTimeout) {
            $0.timeouts.total = .milliseconds(60)
        } _: { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\n\r\n")
            while connection.send("x") {}
        },
        ServerFault("a drip of interim heads without end", .tooLarge) { connection in
            _ = connection.readRequest()
            while connection.send("HTTP/1.1 103 Early Hints\r\n\r\n") {}
        },
        ServerFault("a server that does not read the request", .firstByteTimeout) {
            $0.timeouts.firstByte = soon
            $0.method = "POST"
            $0.body = [UInt8](repeating: 7, count: 16 << 20)
        } _: { connection in
            connection.readNothingForAWhile()
            connection.waitForEnd()
        },
    ]

    private static let cuts = [
        ServerFault("a close before the head", .cut) { connection in
            _ = connection.readRequest()
        },
        ServerFault("a close in the head", .cut) { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-")
        },
        ServerFault("a reset before the head", .cut) { connection in
            _ = connection.readRequest()
            connection.reset()
        },
        ServerFault("a reset in the body", .cut) { connection in
            _ = connection.readRequest()
            connection.send("\(head)abc")
            connection.reset()
        },
        ServerFault("a half-closed connection before the head", .cut) { connection in
            _ = connection.readRequest()
            connection.endWriting()
            connection.waitForEnd()
        },
        ServerFault("a half-closed connection in the body", .cut) { connection in
            _ = connection.readRequest()
            connection.send("\(head)abc")
            connection.endWriting()
            connection.waitForEnd()
        },
        ServerFault("a body shorter than it was said", .cut) { connection in
            _ = connection.readRequest()
            connection.send("\(head)123456789")
        },
        ServerFault("a body longer than it was said", nil) { connection in
            _ = connection.readRequest()
            connection.send("\(head)1234567890 and more")
            connection.waitForEnd()
        },
        ServerFault("chunks without the last", .cut) { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
        },
    ]

    private static let nonsense = [
        ServerFault("another protocol", .protocolViolation) { connection in
            _ = connection.readRequest()
            connection.send("220 smtp.example ESMTP ready\r\n")
            connection.waitForEnd()
        },
        ServerFault("random bytes", .protocolViolation) { connection in
            _ = connection.readRequest()
            connection.send((0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 131) })
            connection.waitForEnd()
        },
        ServerFault("a head without a status", .protocolViolation) { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 OK\r\nContent-Length: 0\r\n\r\n")
            connection.waitForEnd()
        },
        ServerFault("a line that is no field", .protocolViolation) { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nno field\r\n\r\n")
            connection.waitForEnd()
        },
        ServerFault("a length that is no number", .protocolViolation) { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n1234567890")
            connection.waitForEnd()
        },
        ServerFault("a chunk size that is no number", .protocolViolation) { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nabc\r\n")
            connection.waitForEnd()
        },
        ServerFault("a change of protocol", .protocolViolation) { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n")
            connection.waitForEnd()
        },
    ]

    private static let excess = [
        ServerFault("a head of many fields", .tooLarge) { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\n")
            while connection.send("X-Field: \(String(repeating: "x", count: 1_000))\r\n") {}
        },
        ServerFault("a field without end", .tooLarge) { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nX-Field: ")
            while connection.send(String(repeating: "x", count: 1_000)) {}
        },
        ServerFault("a first line without end", .tooLarge) { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 ")
            while connection.send(String(repeating: "x", count: 1_000)) {}
        },
        ServerFault("a body that is larger than it may be", .tooLarge) {
            $0.bodyBytesMax = 1_000
        } _: { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\n\r\n")
            while connection.send(String(repeating: "x", count: 300)) {}
        },
        ServerFault("a body that is as large as it may be", nil) {
            $0.bodyBytesMax = 10
        } _: { connection in
            _ = connection.readRequest()
            connection.send("\(head)1234567890")
        },
    ]
}
