internal import Bytes
package import Platform

/// The name of one generation, which nobody can guess.
package struct GenerationID: Hashable, Sendable, CustomStringConvertible {
    private let uuid: UUID

    package init(_ uuid: UUID) {
        self.uuid = uuid
    }

    package var description: String {
        var buffer = ByteBuffer(capacity: 36)
        buffer.append(uuid: uuid.high, uuid.low)
        return buffer.string
    }
}
