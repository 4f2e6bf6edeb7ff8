internal import Bytes
internal import Platform

/// The delimited protobuf format (io/prometheus/client/metrics.proto), with native histograms where a family has them.
struct ProtobufEncoder: ExpositionEncoder {
    var isDelimited: Bool { true }
    var readsNative: Bool { true }

    func append(length: Int, to buffer: inout ByteBuffer) {
        buffer.append(varint: UInt64(length))
    }

    func begin(_ family: Family, to buffer: inout ByteBuffer) {
        let descriptor = family.descriptor
        buffer.append(field: 1, text: descriptor.name)
        buffer.append(field: 2, text: descriptor.help)
        buffer.append(field: 3, varint: descriptor.kind.number)
        if descriptor.unit != .none { buffer.append(field: 5, text: descriptor.unit.rawValue) }
    }

    func append(_ series: Series, _ reading: Reading, of family: Family, to buffer: inout ByteBuffer) {
        buffer.append(field: 4) { metric in
            metric.append(series.labelFields)
            switch family.descriptor.kind {
            case .gauge: metric.append(field: 2) { $0.append(field: 1, double: value(of: reading, family)) }
            case .counter: metric.append(field: 3) { $0.append(field: 1, double: value(of: reading, family)) }
            case .histogram:
                metric.append(field: 7) { append(histogram: series, reading, family, to: &$0) }
            }
        }
    }

    private func value(of reading: Reading, _ family: Family) -> Double {
        guard !family.storesDouble else { return Double(bitPattern: reading.value) }
        return family.descriptor.unit.inUnits(Int64(bitPattern: reading.value))
    }

    private func append(
        histogram series: Series,
        _ reading: Reading,
        _ family: Family,
        to buffer: inout ByteBuffer
    ) {
        let unit = family.descriptor.unit
        buffer.append(field: 1, varint: reading.count)
        buffer.append(field: 2, double: unit.inUnits(Int64(bitPattern: reading.sum)))
        var cumulative: UInt64 = 0
        for bucket in reading.counts.indices {
            cumulative += reading.counts[bucket]
            let bound = bucket < family.bounds.count ? unit.inUnits(family.bounds[bucket]) : .infinity
            guard let (exemplar, value) = series.exemplars?.load(bucket: bucket) else {
                buffer.append(bucket: cumulative, bound)
                continue
            }
            buffer.append(field: 3) { message in
                message.append(field: 1, varint: cumulative)
                message.append(field: 2, double: bound)
                message.append(field: 3) { $0.append(exemplar, value: unit.inUnits(value)) }
            }
        }
        if !reading.native.isEmpty { append(native: reading.native, to: &buffer) }
    }

    private func append(native counts: [UInt64], to buffer: inout ByteBuffer) {
        buffer.append(field: 5, varint: UInt64(zigzag: NativeBuckets.schema))
        buffer.append(field: 6, double: NativeBuckets.zeroThreshold)
        buffer.append(field: 7, varint: counts[0])
        let buckets = NativeSpans(counts.dropFirst())
        for span in buckets.spans {
            buffer.append(field: 12) { message in
                message.append(field: 1, varint: UInt64(zigzag: span.offset))
                message.append(field: 2, varint: UInt64(span.length))
            }
        }
        guard !buckets.deltas.isEmpty else { return }
        buffer.append(field: 13) { message in
            for delta in buckets.deltas { message.append(varint: UInt64(zigzag: delta)) }
        }
    }
}

extension ByteBuffer {
    /// A `LabelPair`.
    mutating func append(field number: Int, label name: String, _ value: String) {
        append(field: number) { pair in
            pair.append(field: 1, text: name)
            pair.append(field: 2, text: value)
        }
    }

    /// A bucket without exemplar, whose length is known before: most of a scrape is made of these.
    fileprivate mutating func append(bucket count: UInt64, _ bound: Double) {
        append(varint: 3 << 3 | 2)
        // Two tags, the number's groups of seven bits, and eight bytes.
        append(varint: 10 + UInt64((70 - (count | 1).leadingZeroBitCount) / 7))
        append(field: 1, varint: count)
        append(field: 2, double: bound)
    }

    fileprivate mutating func append(_ exemplar: Exemplar, value: Double) {
        var trace = ByteBuffer()
        trace.append(hex: exemplar.traceHigh, digits: 16)
        trace.append(hex: exemplar.traceLow, digits: 16)
        var span = ByteBuffer()
        span.append(hex: exemplar.span, digits: 16)
        append(field: 1, label: "trace_id", trace.string)
        append(field: 1, label: "span_id", span.string)
        append(field: 2, double: value)
        append(field: 3) { message in
            let (seconds, rest) = exemplar.time.unixNanoseconds.quotientAndRemainder(
                dividingBy: 1_000_000_000
            )
            message.append(field: 1, varint: UInt64(bitPattern: seconds))
            message.append(field: 2, varint: UInt64(bitPattern: rest))
        }
    }
}

extension MetricDescriptor.Kind {
    /// `io.prometheus.client.MetricType`.
    fileprivate var number: UInt64 {
        switch self {
        case .counter: 0
        case .gauge: 1
        case .histogram: 4
        }
    }
}
