/// The events of a stream as a client reads them, each block by its fields.
public struct EventTranscript {
    public struct Block: Equatable {
        public var id = ""
        public var event = ""
        public var data = ""

        public init(id: String = "", event: String = "", data: String = "") {
            self.id = id
            self.event = event
            self.data = data
        }

        /// The number behind the epoch, or 0 for a block without an id.
        public var sequence: Int { id.split(separator: ".").last.flatMap { Int($0) } ?? 0 }
    }

    /// What stands behind the head, as it came.
    public let body: String
    /// The blocks that hold data; comments and bare fields are left out.
    public private(set) var blocks: [Block] = []

    /// - Parameter response: A response from its first byte on, whose body is not chunked.
    public init(of response: String) {
        let bytes = Array(response.utf8)
        let end = bytes.indices.first { bytes[$0...].starts(with: Array("\r\n\r\n".utf8)) }
        body = String(decoding: bytes[(end.map { $0 + 4 } ?? bytes.count)...], as: UTF8.self)
        var block = Block()
        for line in body.utf8.split(separator: 10, omittingEmptySubsequences: false) {
            let line = Substring(line)
            if line.isEmpty {
                if !block.data.isEmpty { blocks.append(block) }
                block = Block()
            }
            if let id = Self.value(of: "id: ", in: line) { block.id = id }
            if let event = Self.value(of: "event: ", in: line) { block.event = event }
            if let data = Self.value(of: "data: ", in: line) { block.data += data }
        }
    }

    private static func value(of field: String, in line: Substring) -> String? {
        line.hasPrefix(field) ? String(line.dropFirst(field.count)) : nil
    }
}
