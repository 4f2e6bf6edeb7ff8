package import Bytes
internal import CSimdjson

/// A value of the document that a ``JSONReader`` has just read, only lent: it is gone when the reader's `body` returns.
@safe package struct JSONNode {
    private let node: UnsafePointer<penstock_json_node>

    init(_ node: UnsafePointer<penstock_json_node>) {
        unsafe self.node = unsafe node
    }

    /// The member of that name; nil where there is none, or this is no object.
    package subscript(name: StaticString) -> JSONNode? {
        guard isKind(penstock_json_object) else { return nil }
        var next = unsafe node + 1
        for _ in 0..<Int(unsafe node.pointee.count) {
            let value = unsafe next + 1
            if unsafe JSONNode(next).equals(name) { return unsafe JSONNode(value) }
            unsafe next = value + Int(value.pointee.extent)
        }
        return nil
    }

    /// The element at that place; nil where there is none, or this is no array.
    package subscript(index: Int) -> JSONNode? {
        var place = 0
        var found: JSONNode?
        forEachElement { element in
            if place == index { found = element }
            place += 1
        }
        return found
    }

    /// Lends the elements of an array one after the other; none where this is no array.
    package func forEachElement(_ body: (JSONNode) -> Void) {
        guard isKind(penstock_json_array) else { return }
        var next = unsafe node + 1
        for _ in 0..<Int(unsafe node.pointee.count) {
            body(unsafe JSONNode(next))
            unsafe next += Int(next.pointee.extent)
        }
    }

    package var isNull: Bool { isKind(penstock_json_null) }
    package var isTrue: Bool { isKind(penstock_json_true) }
    package var isObject: Bool { isKind(penstock_json_object) }

    /// The text of a string.
    package var string: String? {
        guard isKind(penstock_json_string) else { return nil }
        return unsafe String(decoding: bytes, as: UTF8.self)
    }

    /// The value of an integer; a number without a fraction that was written otherwise is one too.
    package var integer: Int? {
        if isKind(penstock_json_integer) { return unsafe Int(node.pointee.integer) }
        if isKind(penstock_json_number) { return unsafe Int(exactly: node.pointee.number) }
        return nil
    }

    /// The value of a number.
    package var number: Double? {
        if isKind(penstock_json_integer) { return unsafe Double(node.pointee.integer) }
        return isKind(penstock_json_number) ? unsafe node.pointee.number : nil
    }

    /// Whether it is this string.
    package func equals(_ text: StaticString) -> Bool {
        guard isKind(penstock_json_string), unsafe Int(node.pointee.count) == text.utf8CodeUnitCount else {
            return false
        }
        let expected = unsafe UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        return unsafe bytes.elementsEqual(expected)
    }

    /// Adds the text of a string to `buffer`; nothing where it is no string.
    package func append(to buffer: inout ByteBuffer) {
        guard isKind(penstock_json_string) else { return }
        let text = unsafe UnsafeBufferPointer(
            start: UnsafeRawPointer(node.pointee.text)?.assumingMemoryBound(to: UInt8.self),
            count: Int(node.pointee.count)
        )
        buffer.append(unsafe Span(_unsafeElements: text))
    }

    private func isKind(_ kind: penstock_json_kind) -> Bool {
        unsafe node.pointee.kind == kind.rawValue
    }

    private var bytes: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: node.pointee.text, count: Int(node.pointee.count))
    }
}
