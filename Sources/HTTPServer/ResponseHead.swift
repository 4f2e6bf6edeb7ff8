internal import Bytes
internal import Platform

/// The beginning that every response has, rendered once a second: status line, `Date` (RFC 9110 section 6.6.1), and
/// the name of the field for the request's id.
struct ResponseHead: ~Copyable {
    private var ok = ByteBuffer()
    /// Where the part behind the status line begins.
    private var common = 0
    private var expires: Instant?

    private static let days: [StaticString] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    mutating func append(_ status: Status, to buffer: inout ByteBuffer, now: Instant, time: any TimeSource) {
        if expires.map({ $0 <= now }) ?? true {
            render(CivilTime(time.timestamp()))
            expires = now.advanced(by: .seconds(1))
        }
        if status == .ok {
            buffer.append(ok)
        } else {
            Self.append(status, to: &buffer)
            ok.withSpan { buffer.append($0.extracting(common..<$0.count)) }
        }
    }

    private static func append(_ status: Status, to buffer: inout ByteBuffer) {
        buffer.append("HTTP/1.1 ")
        buffer.append(decimal: status.rawValue)
        buffer.append(UInt8(ascii: " "))
        buffer.append(status.phrase)
    }

    private mutating func render(_ time: CivilTime) {
        ok.removeAll()
        Self.append(.ok, to: &ok)
        common = ok.count
        ok.append("\r\nDate: ")
        ok.append(Self.days[time.weekday])
        ok.append(", ")
        ok.append(decimal: time.day, width: 2)
        ok.append(UInt8(ascii: " "))
        ok.append(Self.months[time.month - 1])
        ok.append(UInt8(ascii: " "))
        ok.append(decimal: time.year, width: 4)
        for (mark, part) in [(" ", time.hour), (":", time.minute), (":", time.second)]
            as [(StaticString, Int)]
        {
            ok.append(mark)
            ok.append(decimal: part, width: 2)
        }
        ok.append(" GMT\r\nX-Request-Id: ")
    }
}
