internal import Bytes
internal import CSimdjson

/// Reads JSON documents one after the other, with memory that it keeps from one to the next.
///
/// simdjson parses; it tells nothing of the place of a fault, so a document that it refuses is read once more by
/// ``JSONScanner``, which finds it.
@safe package struct JSONReader: ~Copyable {
    private let limits: JSONLimits
    private let parser: OpaquePointer
    private var padded = ByteBuffer()

    package init(limits: JSONLimits = JSONLimits()) {
        self.limits = limits
        guard let parser = unsafe penstock_simdjson_create(limits.depth) else {
            preconditionFailure("no memory for a JSON parser")
        }
        unsafe self.parser = unsafe parser
    }

    deinit {
        unsafe penstock_simdjson_free(parser)
    }

    package mutating func read(_ bytes: Span<UInt8>) throws(JSONFault) -> JSONValue {
        var nodes: UnsafePointer<penstock_json_node>?
        unsafe try parse(bytes) { parser, start, count in
            unsafe penstock_simdjson_read(parser, start, count, &nodes)
        }
        guard let first = unsafe nodes else { throw JSONFault(.refused("nothing was read"), at: 0) }
        var builder = unsafe JSONBuilder(first)
        guard let value = builder.build() else {
            throw JSONFault.find(in: bytes, limits: limits)
                ?? JSONFault(.refused("an object has two members of one name"), at: 0)
        }
        return value
    }

    /// Reads one document and lends it to `body`, which takes what it needs: nothing is made of the rest.
    ///
    /// Of several members of one name the first is found.
    package mutating func read(_ bytes: Span<UInt8>, _ body: (JSONNode) -> Void) throws(JSONFault) {
        var root = penstock_json_element()
        unsafe try parse(bytes) { parser, start, count in
            unsafe penstock_simdjson_open(parser, start, count, &root)
        }
        body(JSONNode(root))
    }

    /// Lets simdjson read a document with as many bytes behind it as it needs.
    private mutating func parse(
        _ bytes: Span<UInt8>,
        _ read: (OpaquePointer, UnsafePointer<UInt8>?, Int) -> UnsafePointer<CChar>?
    ) throws(JSONFault) {
        guard bytes.count <= limits.bytes else {
            throw JSONFault(.tooLong(limit: limits.bytes), at: limits.bytes)
        }
        padded.removeAll()
        padded.reserve(bytes.count + Int(penstock_simdjson_padding))
        padded.append(bytes)
        let refusal = unsafe padded.withUnsafeBytes { bytes in
            unsafe read(parser, bytes.baseAddress, bytes.count)
        }
        guard let refusal = unsafe refusal else { return }
        let message = unsafe String(cString: refusal)
        throw JSONFault.find(in: bytes, limits: limits) ?? JSONFault(.refused(message), at: 0)
    }
}

extension JSONValue {
    /// Reads one document; whoever reads many keeps a ``JSONReader``.
    package init(reading bytes: Span<UInt8>, limits: JSONLimits = JSONLimits()) throws(JSONFault) {
        var reader = JSONReader(limits: limits)
        self = try reader.read(bytes)
    }

    package init(reading text: String, limits: JSONLimits = JSONLimits()) throws(JSONFault) {
        try self.init(reading: text.utf8.span, limits: limits)
    }
}
