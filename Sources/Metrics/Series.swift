internal import Bytes

/// One series of a family: where its cells are, and the beginnings of its lines, rendered once.
struct Series: Sendable {
    let cell: CellPointer
    let exemplars: ExemplarPointer?
    /// The labels as fields of a protobuf `Metric`.
    let labelFields: [UInt8]
    /// What stands before the value, one line after the other: for a histogram its buckets, its sum, its count.
    let prefixes: [UInt8]
    /// Where each prefix ends in `prefixes`.
    let ends: [Int]

    init(
        cell: CellPointer,
        exemplars: ExemplarPointer?,
        labels: [String],
        of descriptor: MetricDescriptor
    ) {
        self.cell = cell
        self.exemplars = exemplars
        var fields = ByteBuffer()
        for (name, value) in zip(descriptor.labels, labels) {
            fields.append(field: 1, label: name, value)
        }
        labelFields = fields.array
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

extension ByteBuffer {
    fileprivate mutating func append(labels: some Sequence<(String, String)>, le: String?) {
        var separator = UInt8(ascii: "{")
        func pair(_ name: String, _ value: String) {
            append(separator)
            append(name)
            append("=\"")
            append(escaping: value, quotes: true)
            append(UInt8(ascii: "\""))
            separator = UInt8(ascii: ",")
        }
        for (name, value) in labels { pair(name, value) }
        if let le { pair("le", le) }
        if separator == UInt8(ascii: ",") { append(UInt8(ascii: "}")) }
    }
}
