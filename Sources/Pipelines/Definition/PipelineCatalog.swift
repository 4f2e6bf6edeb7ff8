internal import YAML

/// The pipelines that a server has, all of them sound.
package struct PipelineCatalog: Sendable {
    /// Sorted by name.
    package let pipelines: [Pipeline]

    /// What is wrong with some files: a line for each mistake, which names file, line and column.
    package struct Faults: Error, CustomStringConvertible {
        package let lines: [String]

        package var description: String { lines.joined(separator: "\n") }
    }

    /// Reads every file, one pipeline each, or throws everything that is wrong with any of them; `providers` are the
    /// names of those that are configured.
    package init(_ files: [PipelineFile], providers: [String]) throws(Faults) {
        var pipelines: [Pipeline] = []
        var lines: [String] = []
        var owners: [String: String] = [:]
        for file in files {
            do throws(YAMLFaults) {
                let decoded = try PipelineDecoder(providers: providers).read(file)
                for (taken, position) in decoded.claims {
                    let place = "\(file.name):\(position)"
                    if let owner = owners[taken] {
                        lines.append("\(place): \"\(taken)\" is already declared at \(owner)")
                    } else {
                        owners[taken] = place
                    }
                }
                pipelines.append(decoded.pipeline)
            } catch {
                lines += error.description.split(separator: "\n").map(String.init)
            }
        }
        guard lines.isEmpty else { throw Faults(lines: lines) }
        self.pipelines = pipelines.sorted { $0.name < $1.name }
    }

    package subscript(name: String) -> Pipeline? {
        pipelines.first { $0.name == name }
    }
}
