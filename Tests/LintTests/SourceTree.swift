import Foundation

/// The repository as the lint reads it.
struct SourceTree {
    struct File {
        /// From the repository's root.
        let path: String
        let lines: [Substring]

        /// The target that the file belongs to.
        var target: String { String(path.split(separator: "/")[1]) }
        var name: String { (path as NSString).lastPathComponent }

        /// Each line with its number, without what is only a comment.
        var code: [(number: Int, text: Substring)] {
            lines.enumerated().compactMap { index, line in
                let trimmed = line.drop { $0 == " " }
                return trimmed.hasPrefix("//") ? nil : (index + 1, line)
            }
        }
    }

    let root: String

    /// Found from where this file stands.
    init() {
        root =
            URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
    }

    func files(under folder: String, suffixes: [String] = [".swift"]) -> [File] {
        let names =
            FileManager.default.enumerator(atPath: "\(root)/\(folder)")?.compactMap { $0 as? String } ?? []
        return names.filter { name in suffixes.contains { name.hasSuffix($0) } }.sorted().map { name in
            File(
                path: "\(folder)/\(name)",
                lines: read("\(folder)/\(name)").split(separator: "\n", omittingEmptySubsequences: false)
            )
        }
    }

    func read(_ path: String) -> String {
        (try? String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)) ?? ""
    }

    /// The names at the top level, without dot files.
    var topLevel: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).filter { !$0.hasPrefix(".") }
            .sorted()
    }

    /// Each target's layer, as Package.swift declares it; C targets are below all of them.
    var layers: [String: Int] {
        var layers: [String: Int] = [:]
        var layer = -1
        let declared = read("Package.swift").components(separatedBy: "// Tests, and what only tests use")[0]
        for match in declared.matches(
            of: /\/\/ Layer (?<layer>\d+)|(library|systemLibrary|[tT]arget)\(\s*(name: )?"(?<name>\w+)"/
        ) {
            if let number = match.layer.flatMap({ Int($0) }) { layer = number }
            if let name = match.name { layers[String(name)] = layer }
        }
        return layers
    }
}
