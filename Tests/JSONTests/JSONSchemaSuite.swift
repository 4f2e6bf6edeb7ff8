import Glibc
import JSON
import Testing

/// The cases that the JSON Schema organisation gives to those who write validators, as Debian packages them.
enum JSONSchemaSuite {
    struct Group: Sendable, CustomTestStringConvertible {
        let file: String
        let description: String
        let schema: JSONValue
        let tests: [JSONValue]

        var testDescription: String { "\(file): \(description)" }
    }

    private static let folder = "/usr/share/json-schema-test-suite"

    /// The schema of schemas, which comes with a package that the suite's package depends on.
    private static let metaschema = "/usr/lib/python3/dist-packages/jsonschema/schemas/draft7.json"

    /// The files of draft-07's cases, excluded ones too.
    static let names = files(in: "\(folder)/tests/draft7").map {
        String($0.dropFirst("\(folder)/tests/draft7/".count))
    }

    /// Every group of draft-07's cases whose file is not excluded; empty where the package is not installed.
    static let groups: [Group] = names.flatMap { file -> [Group] in
        guard exclusions.allSatisfy({ !file.hasPrefix($0.key) }) else { return [] }
        return read("\(folder)/tests/draft7/\(file)")?.array?.map { group in
            Group(
                file: file,
                description: group["description"]?.string ?? "",
                schema: group["schema"] ?? .null,
                tests: group["tests"]?.array ?? []
            )
        } ?? [Group(file: file, description: "unreadable", schema: .null, tests: [])]
    }

    /// What is not demanded of us, by the beginning of the file's name, and why.
    static let exclusions = [
        "optional/bignum.json": "integers beyond 64 bits are refused when they are read",
        "optional/content.json": "contentMediaType and contentEncoding are annotations",
        "optional/ecmascript-regex.json": "its one case is the format 'regex', and formats are annotations",
        "optional/format/": "formats are annotations",
    ]

    /// The other documents that the cases refer to.
    static func document(at uri: String) -> JSONValue? {
        let server = "http://localhost:1234/"
        if uri == "http://json-schema.org/draft-07/schema" { return read(metaschema) }
        return uri.hasPrefix(server) ? read("\(folder)/remotes/\(uri.dropFirst(server.count))") : nil
    }

    private static func read(_ path: String) -> JSONValue? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return try? JSONValue(reading: bytes.span.extracting(first: count))
    }

    /// The files in a folder and the folders in it, in the order of their names.
    private static func files(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var found: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if entry.pointee.d_type == DT_DIR {
                found += name.hasPrefix(".") ? [] : files(in: "\(folder)/\(name)")
            } else if name.hasSuffix(".json") {
                found.append("\(folder)/\(name)")
            }
        }
        return found.sorted()
    }
}
