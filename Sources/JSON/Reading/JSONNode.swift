package import Bytes
internal import CSimdjson

/// A value of the document that a ``JSONReader`` has just read, only lent: it is gone when the reader's `body` returns.
@safe package struct JSONNode {
    private let element: penstock_json_element

    init(_ element: penstock_json_element) {
        self.element = element
    }

    /// The member of that name; nil where there is none, or this is no object.
    package subscript(name: StaticString) -> JSONNode? {
        var member = penstock_json_element()
        let isThere = unsafe penstock_json_member(element, name.utf8Start, name.utf8CodeUnitCount, &member)
        return isThere ? JSONNode(member) : nil
    }

    /// The element at that place; nil where there is none, or this is no array.
    package subscript(index: Int) -> JSONNode? {
        var found = penstock_json_element()
        return unsafe penstock_json_at(element, index, &found) ? JSONNode(found) : nil
    }

    /// Lends the elements of an array one after the other; none where this is no array.
    package func forEachElement(_ body: (JSONNode) -> Void) {
        withoutActuallyEscaping(body) { body in
            var body = body
            unsafe withUnsafeMutablePointer(to: &body) { body in
                let each: @convention(c) (penstock_json_element, UnsafeMutableRawPointer?) -> Void = {
                    unsafe $1?.assumingMemoryBound(to: ((JSONNode) -> Void).self).pointee(JSONNode($0))
                }
                unsafe penstock_json_each(element, each, body)
            }
        }
    }

    package var isNull: Bool { kind == penstock_json_null }
    package var isTrue: Bool { kind == penstock_json_true }
    package var isObject: Bool { kind == penstock_json_object }

    /// The text of a string.
    package var string: String? {
        unsafe withText { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// The value of an integer; a number without a fraction that was written otherwise is one too.
    package var integer: Int? {
        switch kind {
        case penstock_json_integer: Int(penstock_json_integer_of(element))
        case penstock_json_number: Int(exactly: penstock_json_number_of(element))
        default: nil
        }
    }

    /// The value of a number.
    package var number: Double? {
        let isNumber = kind == penstock_json_integer || kind == penstock_json_number
        return isNumber ? penstock_json_number_of(element) : nil
    }

    /// Whether it is this string.
    package func equals(_ text: StaticString) -> Bool {
        unsafe withText { unsafe Span(_unsafeElements: $0).equals(text) } ?? false
    }

    /// Adds the text of a string to `buffer`; nothing where it is no string.
    package func append(to buffer: inout ByteBuffer) {
        unsafe withText { unsafe buffer.append(Span(_unsafeElements: $0)) }
    }

    private var kind: penstock_json_kind { penstock_json_kind_of(element) }

    /// Lends the bytes of a string; nil where it is none.
    private func withText<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result? {
        var count = 0
        guard let start = unsafe penstock_json_text(element, &count) else { return nil }
        return unsafe start.withMemoryRebound(to: UInt8.self, capacity: count) { bytes in
            unsafe body(UnsafeBufferPointer(start: bytes, count: count))
        }
    }
}
