internal import CEmbed

/// A file that is part of the program.
package struct EmbeddedFile: Sendable {
    package let name: String
    package let bytes: [UInt8]

    private init(_ file: penstock_embedded_file) {
        name = unsafe String(cString: file.name)
        bytes = unsafe Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
    }

    /// The pipelines that Penstock ships with, and the schemas and prompts beside them.
    package static let all: [EmbeddedFile] = (0..<penstock_embedded_file_count()).map {
        unsafe EmbeddedFile(penstock_embedded_file($0))
    }

    /// What models cost.
    package static var prices: EmbeddedFile { unsafe EmbeddedFile(penstock_embedded_prices()) }
}
