/// One response as a client reads it.
struct ParsedResponse: Equatable {
    let status: Int
    var fields: [String: String] = [:]
    var body = ""
    /// Whether the body arrived whole.
    var isWhole = true

    /// Reads responses until the text is used up; `bodiless` for answers to HEAD.
    static func parse(_ text: String, bodiless: Bool = false) -> [ParsedResponse] {
        var responses: [ParsedResponse] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            guard let response = ParsedResponse(&rest, bodiless: bodiless) else {
                responses.append(ParsedResponse(status: -1, body: String(decoding: rest, as: UTF8.self)))
                break
            }
            responses.append(response)
        }
        return responses
    }

    init(status: Int, body: String) {
        self.status = status
        self.body = body
    }

    private init?(_ bytes: inout ArraySlice<UInt8>, bodiless: Bool) {
        guard let line = Self.takeLine(&bytes), line.hasPrefix("HTTP/1.1 ") else { return nil }
        guard let number = Int(line.dropFirst(9).prefix(3)) else { return nil }
        status = number
        while let line = Self.takeLine(&bytes), !line.isEmpty {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let name = line[..<colon].lowercased()
            guard fields[name] == nil else { return nil }
            fields[name] = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        guard !bodiless, status != 204, status != 304, status >= 200 else { return }
        if fields["transfer-encoding"] == "chunked" {
            takeChunks(&bytes)
        } else {
            let length = fields["content-length"].flatMap { Int($0) }
            takeBody(&bytes, length ?? bytes.count)
        }
    }

    private mutating func takeBody(_ bytes: inout ArraySlice<UInt8>, _ length: Int) {
        isWhole = bytes.count >= length
        body += String(decoding: bytes.prefix(length), as: UTF8.self)
        bytes = bytes.dropFirst(length)
    }

    private mutating func takeChunks(_ bytes: inout ArraySlice<UInt8>) {
        while let line = Self.takeLine(&bytes), let length = Int(line, radix: 16) {
            if length > 0 { takeBody(&bytes, length) }
            isWhole = isWhole && Self.takeLine(&bytes) == ""
            if length == 0 || !isWhole { return }
        }
        isWhole = false
    }

    private static func takeLine(_ bytes: inout ArraySlice<UInt8>) -> String? {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")), end > bytes.startIndex else { return nil }
        guard bytes[end - 1] == UInt8(ascii: "\r") else { return nil }
        defer { bytes = bytes[(end + 1)...] }
        return String(decoding: bytes[bytes.startIndex..<(end - 1)], as: UTF8.self)
    }
}
