internal import JSON
internal import YAML

/// Reads a JSON Schema that stands in a pipeline file.
enum SchemaDecoder {
    /// The compiled schema and its document; nil if it is faulty, which has then been reported at its place.
    static func schema(_ value: YAMLValue) -> (schema: JSONSchema, document: JSONValue)? {
        guard value.node?.isMapping != false else {
            value.refuse("a JSON Schema, or {file: NAME} of one")
            return nil
        }
        guard let node = SchemaReader.read(value) else { return nil }
        guard node.isMapping else {
            value.report("\(node.position.file ?? "the file") holds no JSON Schema, which is an object")
            return nil
        }
        let document = JSONValue(node)
        do throws(JSONSchemaFault) {
            return (try JSONSchema(document), document)
        } catch {
            value.report(
                "the schema is faulty at \"\(error.path)\": \(error.reason)",
                at: place(of: error.path, in: node)
            )
            return nil
        }
    }

    /// Where in the file a path of the document stands; as near as it can be followed.
    private static func place(of path: JSONPointer, in node: YAMLNode) -> YAMLPosition {
        var node = node
        var position = node.position
        for token in path.tokens {
            switch node.value {
            case .mapping(let entries):
                guard let entry = entries.first(where: { $0.key == token }) else { return position }
                position = entry.keyPosition
                node = entry.value
            case .sequence(let elements):
                guard let index = Int(token), elements.indices.contains(index) else { return position }
                node = elements[index]
                position = node.position
            case .scalar:
                return position
            }
        }
        return position
    }
}
