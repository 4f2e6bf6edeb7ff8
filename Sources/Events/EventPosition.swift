package import Bytes

/// Where an event stands in its generation's log: what clients know as the event's id, `EPOCH.SEQUENCE`.
///
/// Sequence numbers count 1, 2, 3 … without a hole; the epoch rises when a log was recovered after a crash and events
/// that nobody had promised to keep were lost.
package struct EventPosition: Comparable, Sendable, CustomStringConvertible {
    package let epoch: Int
    package let sequence: Int

    package init(epoch: Int, sequence: Int) {
        self.epoch = epoch
        self.sequence = sequence
    }

    /// Reads what a client sent back, or returns nil if it is no position.
    package init?(_ text: Span<UInt8>) {
        guard let dot = text.firstIndex(of: UInt8(ascii: ".")),
            let epoch = text.extracting(0..<dot).decimal,
            let sequence = text.extracting((dot + 1)..<text.count).decimal
        else { return nil }
        self.init(epoch: epoch, sequence: sequence)
    }

    package func append(to buffer: inout ByteBuffer) {
        buffer.append(decimal: epoch)
        buffer.append(UInt8(ascii: "."))
        buffer.append(decimal: sequence)
    }

    package var description: String {
        var text = ByteBuffer(capacity: 24)
        append(to: &text)
        return text.string
    }

    package static func < (left: EventPosition, right: EventPosition) -> Bool {
        (left.epoch, left.sequence) < (right.epoch, right.sequence)
    }
}
