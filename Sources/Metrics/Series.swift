internal import Bytes

/// One series of a family: where its cells are, and the beginnings of its lines, rendered once.
struct Series: Sendable {
    let cell: CellPointer
    /// What stands before the value, one line after the other: for a histogram its buckets, its sum, its count.
    let prefixes: [UInt8]
    /// Where each prefix ends in `prefixes`.
    let ends: [Int]

    init(cell: CellPointer, labels: [String], of descriptor: MetricDescriptor) {
        self.cell = cell
        var buffer = ByteBuffer()
        var ends: [Int] = []
        func line(_ suffix: String, le: String? = nil) {
            buffer.append(descriptor.name)
            buffer.append(suffix)
            buffer.append(labels: zip(descriptor.labels, labels), le: le)
            buffer.append(UInt8(ascii: " "))
            ends.append(buffer.count)
        }
        if case .histogram(let bounds) = descriptor.kind {
            for bound in bounds { line("_bucket", le: descriptor.unit.canonical(bound)) }
            line("_bucket", le: "+Inf")
            line("_sum")
            line("_count")
        } else {
            line("")
        }
        prefixes = buffer.array
        self.ends = ends
    }

    func append(prefix index: Int, to buffer: inout ByteBuffer) {
        let start = index == 0 ? 0 : ends[index - 1]
        buffer.append(prefixes.span.extracting(start..<ends[index]))
    }
}

extension MetricUnit {
    /// A bucket's bound as both text formats write it, so that a series keeps its identity across them: `1.0`.
    func canonical(_ bound: Int64) -> String {
        var buffer = ByteBuffer()
        buffer.append(decimal: bound, places: places)
        let text = buffer.string
        return text.contains(".") ? text : text + ".0"
    }
}

extension ByteBuffer {
    fileprivate mutating func append(labels: some Sequence<(String, String)>, le: String?) {
        var separator = UInt8(ascii: "{")
        func pair(_ name: String, _ value: String) {
            append(separator)
            append(name)
            append("=\"")
            append(escapedLabelValue: value)
            append(UInt8(ascii: "\""))
            separator = UInt8(ascii: ",")
        }
        for (name, value) in labels { pair(name, value) }
        if let le { pair("le", le) }
        if separator == UInt8(ascii: ",") { append(UInt8(ascii: "}")) }
    }

    /// Text format 0.0.4: backslash, double quote and line feed are escaped, nothing else.
    fileprivate mutating func append(escapedLabelValue value: String) {
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): append("\\\\")
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\n"): append("\\n")
            default: append(byte)
            }
        }
    }
}
