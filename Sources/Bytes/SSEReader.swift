/// Reads an event stream that arrives in pieces, as WHATWG HTML section 9.2.6 interprets it.
///
/// Pieces may be cut anywhere; an event that was not ended by a blank line is never reported.
package struct SSEReader: ~Copyable {
    /// Why a stream cannot be read further.
    package enum Failure: Error, Equatable {
        case lineTooLong(limit: Int)
        case eventTooLong(limit: Int)
    }

    /// Receives one event: its name (empty means `message`), its data, and the last id seen so far.
    package typealias Receiver = (_ name: Span<UInt8>, _ data: Span<UInt8>, _ lastID: Span<UInt8>) -> Void

    /// The `retry` field, when the stream has sent one.
    package private(set) var reconnectionTime: Duration?

    private let lineLimit: Int
    private let eventLimit: Int
    private var line = ByteBuffer()
    private var name = ByteBuffer()
    private var data = ByteBuffer()
    private var lastID = ByteBuffer()
    private var isFirstLine = true
    private var skipsLineFeed = false

    /// What a JSON reader may touch behind the data it is given (simdjson's SIMDJSON_PADDING).
    private static let padding = 64

    package init(lineLimit: Int = 1 << 20, eventLimit: Int = 4 << 20) {
        self.lineLimit = lineLimit
        self.eventLimit = eventLimit
    }

    package mutating func read(_ bytes: Span<UInt8>, _ receive: Receiver) throws(Failure) {
        var start = 0
        if skipsLineFeed, !bytes.isEmpty {
            skipsLineFeed = false
            if bytes[0] == UInt8(ascii: "\n") { start = 1 }
        }
        var next = start
        // Line ends are among the few bytes that small, which are found eight at a time.
        while let index = bytes.firstIndex(below: UInt8(ascii: "\r") + 1, from: next) {
            next = index + 1
            let byte = bytes[index]
            guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else { continue }
            try endLine(bytes.extracting(start..<index), receive)
            if byte == UInt8(ascii: "\r") {
                skipsLineFeed = next == bytes.count
                if !skipsLineFeed, bytes[next] == UInt8(ascii: "\n") { next += 1 }
            }
            start = next
        }
        try keep(bytes.extracting(start..<bytes.count))
    }

    private mutating func keep(_ rest: Span<UInt8>) throws(Failure) {
        guard line.count + rest.count <= lineLimit else { throw .lineTooLong(limit: lineLimit) }
        line.append(rest)
    }

    private mutating func endLine(_ rest: Span<UInt8>, _ receive: Receiver) throws(Failure) {
        if line.isEmpty && !isFirstLine {
            guard rest.count <= lineLimit else { throw .lineTooLong(limit: lineLimit) }
            return try interpret(rest, receive)
        }
        try keep(rest)
        let whole = line.array
        line.removeAll()
        let skipped = isFirstLine && whole.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        isFirstLine = false
        try interpret(whole.span.extracting(skipped..<whole.count), receive)
    }

    private mutating func interpret(_ line: Span<UInt8>, _ receive: Receiver) throws(Failure) {
        guard !line.isEmpty else { return dispatch(receive) }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            return try set(field: line, to: line.extracting(line.count..<line.count))
        }
        let hasSpace = colon + 1 < line.count && line[colon + 1] == UInt8(ascii: " ")
        try set(
            field: line.extracting(0..<colon),
            to: line.extracting((colon + (hasSpace ? 2 : 1))..<line.count)
        )
    }

    private mutating func set(field: Span<UInt8>, to value: Span<UInt8>) throws(Failure) {
        if field.equals("data") {
            guard data.count + value.count < eventLimit else { throw .eventTooLong(limit: eventLimit) }
            data.append(value)
            data.append(UInt8(ascii: "\n"))
        } else if field.equals("event") {
            name.removeAll()
            name.append(value)
        } else if field.equals("id") {
            guard value.firstIndex(of: 0) == nil else { return }
            lastID.removeAll()
            lastID.append(value)
        } else if field.equals("retry"), let milliseconds = value.decimal {
            reconnectionTime = .milliseconds(milliseconds)
        }
    }

    private mutating func dispatch(_ receive: Receiver) {
        defer {
            name.removeAll()
            data.removeAll()
        }
        guard !data.isEmpty else { return }
        data.removeLast(1)
        data.reserve(Self.padding)
        name.withSpan { name in
            data.withSpan { data in
                lastID.withSpan { receive(name, data, $0) }
            }
        }
    }
}
