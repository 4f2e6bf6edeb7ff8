package import Authentication
internal import Bytes
package import EventLoops
package import Platform
package import Tracing

/// One request as it arrived: lent to its route until the response has ended, and then filled with the next one.
package final class Request {
    /// A piece of `text`.
    private struct Piece {
        var start: Int32 = 0
        var end: Int32 = 0

        var range: Range<Int> { Int(start)..<Int(end) }
    }

    private struct Field {
        var name: Piece
        var value: Piece
        var known: KnownField?
    }

    /// The fields that every request is checked for, recognised once when their names end.
    enum KnownField {
        case host, transferEncoding, accept, expect, requestID, traceParent
    }

    package internal(set) var method = Method.other
    package internal(set) var isHTTP10 = false
    /// Whether the connection stays open behind the response, as far as the client is concerned.
    package internal(set) var keepsAlive = true
    package internal(set) var id = RequestID.given("")
    /// The request's own span, if it is of a trace.
    package internal(set) var trace: TraceContext?
    package internal(set) var received = Instant(nanoseconds: 0)
    package let peer: PeerAddress
    /// Who asks, once a route has it that wants to know.
    package internal(set) var caller = Caller.nobody
    /// Values of the route's path parameters, in the order of the template, percent-decoded.
    package internal(set) var parameters: [String] = []

    /// What a field's name is made of (RFC 9110 section 5.6.2).
    private static let tokenBytes = ByteSet.alphanumerics(and: "!#$%&'*+-.^_`|~")

    private static let keptBytesMax = 16 * 1_024

    private var text = ByteBuffer()
    /// The path, kept for the log when the rest was given back.
    private var keptPath: String?
    private var pathPiece = Piece()
    private var query = Piece()
    private var fields: [Field] = []
    private(set) var body = ByteBuffer()

    init(peer: PeerAddress) {
        self.peer = peer
    }

    // MARK: What a route reads

    package func withPath<Result>(_ read: (Span<UInt8>) -> Result) -> Result {
        text.withSpan { read($0.extracting(pathPiece.range)) }
    }

    package var path: String { keptPath ?? withPath { $0.string } }

    /// The decoded value of the first query parameter with this name; without `=` it is empty.
    package func queryValue(_ name: StaticString) -> String? {
        text.withSpan { PercentEncoding.value(of: name, inQuery: $0.extracting(query.range)) }
    }

    /// The value of a field by its name in lower case; several lines of one name are joined by commas, as RFC 9110
    /// section 5.2 allows.
    package func field(_ name: StaticString) -> String? {
        var joined: String?
        forEachField(name) { value in
            joined = joined.map { "\($0), \(value.string)" } ?? value.string
        }
        return joined
    }

    package func forEachField(_ name: StaticString, _ read: (_ value: Span<UInt8>) -> Void) {
        text.withSpan { text in
            for index in fields.indices
            where text.extracting(fields[index].name.range).equalsIgnoringCase(name) {
                read(text.extracting(fields[index].value.range))
            }
        }
    }

    package func withBody<Result: ~Copyable, Failure: Error>(
        _ read: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body.withSpan(read)
    }

    /// Gives back the memory of head and body, once a route has taken what it needs and the response will be long.
    package func releaseMemory() {
        let path = path
        text = ByteBuffer()
        body = ByteBuffer()
        fields = []
        reset()
        keptPath = path
    }

    /// Gives back what an unusually large request needed, so that idle connections stay small.
    func releaseLargeMemory() {
        if body.capacity > Self.keptBytesMax { body = ByteBuffer() }
    }

    // MARK: What the parser fills in

    var fieldCount: Int { fields.count }
    var textBytes: Int { text.count }
    var bodyBytes: Int { body.count }

    /// Forgets the request before.
    func begin() {
        reset()
        method = .other
        isHTTP10 = false
        keepsAlive = true
        caller = .nobody
    }

    private func reset() {
        text.removeAll()
        body.removeAll()
        fields.removeAll(keepingCapacity: true)
        parameters = []
        keptPath = nil
        pathPiece = Piece()
        query = Piece()
    }

    func append(target bytes: Span<UInt8>) {
        text.append(bytes)
    }

    func beginField() {
        let start = Int32(text.count)
        let empty = Piece(start: start, end: start)
        fields.append(Field(name: empty, value: empty, known: nil))
    }

    func append(name bytes: Span<UInt8>) {
        text.append(bytes)
    }

    /// Ends a field's name; false if it is none.
    func endName() -> Bool {
        let end = Int32(text.count)
        let start = fields[fields.count - 1].name.start
        fields[fields.count - 1].name.end = end
        fields[fields.count - 1].value = Piece(start: end, end: end)
        return text.withSpan { text in
            let name = text.extracting(Int(start)..<Int(end))
            fields[fields.count - 1].known = KnownField(name)
            return Self.tokenBytes.containsAll(name)
        }
    }

    /// Lends each value of a known field, and says how often it stands in the head.
    func read(_ known: KnownField, _ read: (_ value: Span<UInt8>) -> Void) -> Int {
        var count = 0
        for index in fields.indices where fields[index].known == known {
            count += 1
            text.withSpan { read($0.extracting(fields[index].value.range)) }
        }
        return count
    }

    func append(value bytes: Span<UInt8>) {
        text.append(bytes)
    }

    /// Ends a field's value, without the white space behind it (RFC 9112 section 5.1).
    func endValue() {
        var end = text.count
        while end > Int(fields[fields.count - 1].value.start), text[end - 1].isBlank { end -= 1 }
        fields[fields.count - 1].value.end = Int32(end)
    }

    func append(body bytes: Span<UInt8>) {
        body.append(bytes)
    }

    /// Finds path and query in the target, in any of its forms (RFC 9112 section 3.2); false if it has neither.
    func splitTarget() -> Bool {
        let end = text.count
        return text.withSpan { text in
            var start = 0
            if text.starts(with: "http://") || text.starts(with: "https://") {
                let authority = (text.firstIndex(of: UInt8(ascii: "/")) ?? 0) + 2
                start = text.firstIndex(of: UInt8(ascii: "/"), from: authority) ?? end
                // A query without a path before it would be taken for one.
                if let mark = text.firstIndex(of: UInt8(ascii: "?")), mark < start { return false }
            }
            guard start < end, text[start] == UInt8(ascii: "/") || text.equals("*") else { return false }
            let mark = text.firstIndex(of: UInt8(ascii: "?"), from: start) ?? end
            pathPiece = Piece(start: Int32(start), end: Int32(mark))
            query = Piece(start: Int32(min(mark + 1, end)), end: Int32(end))
            return true
        }
    }
}

extension Request.KnownField {
    init?(_ name: Span<UInt8>) {
        switch name.count {
        case 4 where name.equalsIgnoringCase("host"): self = .host
        case 6 where name.equalsIgnoringCase("accept"): self = .accept
        case 6 where name.equalsIgnoringCase("expect"): self = .expect
        case 11 where name.equalsIgnoringCase("traceparent"): self = .traceParent
        case 12 where name.equalsIgnoringCase("x-request-id"): self = .requestID
        case 17 where name.equalsIgnoringCase("transfer-encoding"): self = .transferEncoding
        default: return nil
        }
    }
}
