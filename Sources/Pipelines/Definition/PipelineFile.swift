internal import Embedded
package import Platform
internal import YAML

/// A pipeline file before it is understood.
package struct PipelineFile: Sendable {
    /// What faults call it: its path, or its bare name if it is part of the program.
    package let name: String
    package let bytes: [UInt8]
    /// What its schemas and prompts may stand in: the files of its directory, by their paths in it.
    let neighbours: @Sendable (_ path: String) throws(FileSystem.Fault) -> [UInt8]

    package init(
        name: String,
        bytes: [UInt8],
        beside neighbours: @escaping @Sendable (_ path: String) throws(FileSystem.Fault) -> [UInt8] = {
            path throws(FileSystem.Fault) in throw FileSystem.Fault("there is no file \(path)")
        }
    ) {
        self.name = name
        self.bytes = bytes
        self.neighbours = neighbours
    }

    /// The same with another text, beside the same files.
    package func replacing(_ bytes: [UInt8]) -> PipelineFile {
        PipelineFile(name: name, bytes: bytes, beside: neighbours)
    }

    /// Far beyond any pipeline with its prompts.
    private static let bytesMax = 1 << 20

    /// The files that Penstock ships with.
    package static var shipped: [PipelineFile] {
        EmbeddedFile.all.filter { isPipeline($0.name) }.map { file in
            PipelineFile(name: file.name, bytes: file.bytes) { path throws(FileSystem.Fault) in
                guard let beside = EmbeddedFile.all.first(where: { $0.name == path }) else {
                    throw FileSystem.Fault("there is no file \(path)")
                }
                return beside.bytes
            }
        }
    }

    private static func isPipeline(_ name: String) -> Bool {
        name.hasSuffix(".yaml") || name.hasSuffix(".yml")
    }

    /// The `.yaml` and `.yml` files of a directory.
    package static func all(in directory: String) throws(FileSystem.Fault) -> [PipelineFile] {
        var files: [PipelineFile] = []
        let folder = directory.hasSuffix("/") ? directory : directory + "/"
        for name in try FileSystem.list(directory) where isPipeline(name) {
            let bytes = try FileSystem.read(folder + name, limit: bytesMax)
            let file = PipelineFile(name: folder + name, bytes: bytes) { path throws(FileSystem.Fault) in
                try FileSystem.read(folder + path, limit: bytesMax)
            }
            files.append(file)
        }
        guard !files.isEmpty else { throw FileSystem.Fault("there is no pipeline (*.yaml) in \(directory)") }
        return files
    }
}
