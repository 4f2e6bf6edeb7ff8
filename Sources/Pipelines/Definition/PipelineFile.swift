internal import Embedded
package import Platform

/// A pipeline file before it is understood.
package struct PipelineFile: Sendable {
    /// What faults call it: its path, or its bare name if it is part of the program.
    package let name: String
    package let bytes: [UInt8]

    /// Far beyond any pipeline with its prompts.
    private static let bytesMax = 1 << 20

    /// The files that Penstock ships with.
    package static var shipped: [PipelineFile] {
        EmbeddedFile.pipelines.map { PipelineFile(name: $0.name, bytes: $0.bytes) }
    }

    /// The `.yaml` and `.yml` files of a directory.
    package static func all(in directory: String) throws(FileSystem.Fault) -> [PipelineFile] {
        var files: [PipelineFile] = []
        for name in try FileSystem.list(directory) where name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
            let path = directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
            files.append(PipelineFile(name: path, bytes: try FileSystem.read(path, limit: bytesMax)))
        }
        guard !files.isEmpty else { throw FileSystem.Fault("there is no pipeline (*.yaml) in \(directory)") }
        return files
    }
}
