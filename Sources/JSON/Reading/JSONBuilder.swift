internal import CSimdjson

/// Makes values of the nodes that simdjson's document was flattened to.
///
/// By recursion, which the reader's limit on depth has bounded.
@safe struct JSONBuilder: ~Copyable {
    private var next: UnsafePointer<penstock_json_node>

    init(_ first: UnsafePointer<penstock_json_node>) {
        unsafe next = unsafe first
    }

    /// The next value with all it holds; nil where an object has two members of one name.
    mutating func build() -> JSONValue? {
        let node = unsafe next.pointee
        unsafe next += 1
        switch unsafe penstock_json_kind(node.kind) {
        case penstock_json_null: return .null
        case penstock_json_false: return .bool(false)
        case penstock_json_true: return .bool(true)
        case penstock_json_integer: return unsafe .integer(node.integer)
        case penstock_json_number: return unsafe .number(node.number)
        case penstock_json_string: return unsafe .string(Self.text(of: node))
        case penstock_json_array: return unsafe buildArray(count: Int(node.count))
        default: return unsafe buildObject(count: Int(node.count))
        }
    }

    private mutating func buildArray(count: Int) -> JSONValue? {
        var elements: [JSONValue] = []
        elements.reserveCapacity(count)
        for _ in 0..<count {
            guard let element = build() else { return nil }
            elements.append(element)
        }
        return .array(elements)
    }

    private mutating func buildObject(count: Int) -> JSONValue? {
        var object = JSONObject(minimumCapacity: count)
        for _ in 0..<count {
            let name = unsafe Self.text(of: next.pointee)
            unsafe next += 1
            guard let value = build(), object.insert(value, as: name) else { return nil }
        }
        return .object(object)
    }

    private static func text(of node: penstock_json_node) -> String {
        let bytes = unsafe UnsafeRawBufferPointer(start: node.text, count: Int(node.count))
        return unsafe String(decoding: bytes, as: UTF8.self)
    }
}
