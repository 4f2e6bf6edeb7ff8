internal import Bytes

/// Percent-encoded text of paths and queries (RFC 3986 section 2.1, and `+` for a space in queries as the WHATWG's
/// URL standard has it).
enum PercentEncoding {
    /// The text that `bytes` stand for; a lone `%` stands for itself, and what is not UTF-8 becomes U+FFFD.
    static func decode(_ bytes: Span<UInt8>, plusIsSpace: Bool = false) -> String {
        var decoded = ByteBuffer(capacity: bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = bytes[index + 1].hexDigitValue, let low = bytes[index + 2].hexDigitValue
            {
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                index += 1
            }
        }
        return decoded.string
    }

    /// The first value of a parameter in a query; empty if it stands there without a value.
    static func value(of name: StaticString, inQuery query: Span<UInt8>) -> String? {
        var start = 0
        while start < query.count {
            let end = query.firstIndex(of: UInt8(ascii: "&"), from: start) ?? query.count
            let pair = query.extracting(start..<end)
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.count
            if pair.extracting(0..<equals).equals(name) {
                return decode(pair.extracting(min(equals + 1, pair.count)..<pair.count), plusIsSpace: true)
            }
            start = end + 1
        }
        return nil
    }
}
