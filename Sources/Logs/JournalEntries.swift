internal import Bytes

/// Entries for the journal, one behind the other, as the logger's queue holds them: fields whose lengths stand before
/// them, so that no value can be taken for another field or another entry.
package struct JournalEntries: Sendable {
    package let bytes: [UInt8]

    /// What the logger hands to its output.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Calls `body` with the places of the fields of each entry, `MESSAGE` being the first and `PRIORITY` the second.
    package func forEach(_ body: (_ fields: [Range<Int>]) -> Void) {
        var place = 0
        while place < bytes.count {
            let end = place + Self.lengthBytes + length(at: place)
            place += Self.lengthBytes
            var fields: [Range<Int>] = []
            while place < end {
                let start = place + Self.lengthBytes
                place = start + length(at: place)
                fields.append(start..<place)
            }
            body(fields)
        }
    }

    private static let lengthBytes = 4

    private func length(at place: Int) -> Int {
        (0..<Self.lengthBytes).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }

    /// Appends what was put together to a queue, behind its length.
    static func append(_ part: borrowing ByteBuffer, to buffer: inout ByteBuffer) {
        for index in 0..<lengthBytes { buffer.append(UInt8(truncatingIfNeeded: part.count >> (8 * index))) }
        part.withSpan { buffer.append($0) }
    }
}
