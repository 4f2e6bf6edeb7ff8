internal import JSON
internal import YAML

/// Reads the text of a JSON Schema: puts what stands in files of its own into its place, and finds keywords that are
/// none, which would be passed over silently.
struct SchemaReader {
    /// The files that the schema being read stands in, the outermost first.
    private var files: [String] = []

    /// Far beyond any use.
    private static let filesMax = 8

    private static let keywords = SchemaKeyword.allCases.map(\.rawValue)

    /// The whole schema; nil if a part of it is missing, which has then been reported.
    static func read(_ value: YAMLValue) -> YAMLNode? {
        SchemaReader().schema(value)
    }

    private func schema(_ value: YAMLValue) -> YAMLNode? {
        let read = value.documentOfFile()
        guard let node = read.node else { return nil }
        guard value.isInFile, let file = node.position.file else { return content(of: read, node) }
        guard !files.contains(file), files.count < Self.filesMax else {
            value.report(
                files.contains(file)
                    ? "\(file) would stand inside itself"
                    : "files stand more than \(Self.filesMax) deep in files"
            )
            return nil
        }
        var inner = self
        inner.files.append(file)
        return inner.content(of: read, node)
    }

    private func content(of value: YAMLValue, _ node: YAMLNode) -> YAMLNode? {
        guard case .mapping(let entries) = node.value else { return node }
        let read = value.entries { key, value in member(key, value) }
        // What is missing has been reported.
        guard !read.contains(where: { $0 == nil }) else { return nil }
        return Self.mapping(entries, read.compactMap(\.self), at: node.position)
    }

    /// The same mapping with other values.
    private static func mapping(
        _ entries: [YAMLNode.Entry],
        _ values: [YAMLNode],
        at position: YAMLPosition
    ) -> YAMLNode {
        let entries = zip(entries, values).map { entry, value in
            YAMLNode.Entry(key: entry.key, keyPosition: entry.keyPosition, value: value)
        }
        return YAMLNode(value: .mapping(entries), position: position)
    }

    private func member(_ key: YAMLValue, _ value: YAMLValue) -> YAMLNode? {
        let name = key.string()
        guard let keyword = SchemaKeyword(rawValue: name) else {
            refuse(name, key)
            return value.node
        }
        switch keyword.content {
        case .noSchema: return value.node
        case .schema: return value.node?.isSequence == true ? elements(value) : schema(value)
        case .members: return members(value)
        }
    }

    private func elements(_ value: YAMLValue) -> YAMLNode? {
        let elements = value.list { schema($0) }
        guard let node = value.node, !elements.contains(where: { $0 == nil }) else { return nil }
        return YAMLNode(value: .sequence(elements.compactMap(\.self)), position: node.position)
    }

    private func members(_ value: YAMLValue) -> YAMLNode? {
        guard let node = value.node, case .mapping(let entries) = node.value else { return value.node }
        let read = value.entries { _, value in schema(value) }
        guard !read.contains(where: { $0 == nil }) else { return nil }
        return Self.mapping(entries, read.compactMap(\.self), at: node.position)
    }

    private func refuse(_ name: String, _ key: YAMLValue) {
        guard !name.hasPrefix("x-") else { return }
        if name == "file" {
            return key.report("\"file\" stands for the whole schema, so nothing else stands beside it")
        }
        let near = Spelling.nearest(to: name, among: Self.keywords).map { "; did you mean \"\($0)\"?" }
        key.report("\"\(name)\" is no keyword of JSON Schema\(near ?? "; what is yours begins with x-")")
    }
}
