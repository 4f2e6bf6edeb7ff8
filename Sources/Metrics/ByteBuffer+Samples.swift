internal import Bytes

/// What both text formats have in common.
extension ByteBuffer {
    /// The lines of one series; `annotate` adds what may stand behind a bucket.
    mutating func append(
        samplesOf series: Series,
        _ reading: Reading,
        of family: Family,
        annotate: (_ bucket: Int, inout ByteBuffer) -> Void
    ) {
        let places = family.descriptor.unit.places
        guard case .histogram = family.descriptor.kind else {
            series.append(prefix: 0, to: &self)
            if family.storesDouble {
                append(sample: Double(bitPattern: reading.value))
            } else {
                append(decimal: Int64(bitPattern: reading.value), places: places)
            }
            return append(UInt8(ascii: "\n"))
        }
        var cumulative: UInt64 = 0
        for bucket in reading.counts.indices {
            cumulative += reading.counts[bucket]
            series.append(prefix: bucket, to: &self)
            append(decimal: cumulative)
            annotate(bucket, &self)
            append(UInt8(ascii: "\n"))
        }
        series.append(prefix: reading.counts.count, to: &self)
        append(decimal: Int64(bitPattern: reading.sum), places: places)
        append(UInt8(ascii: "\n"))
        series.append(prefix: reading.counts.count + 1, to: &self)
        append(decimal: cumulative)
        append(UInt8(ascii: "\n"))
    }

    /// A label's value or a help text; nothing else may be escaped, not even a carriage return.
    mutating func append(escaping text: String, quotes: Bool) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): append("\\\\")
            case UInt8(ascii: "\n"): append("\\n")
            case UInt8(ascii: "\"") where quotes: append("\\\"")
            default: append(byte)
            }
        }
    }

    @_disfavoredOverload
    mutating func append(_ text: Substring) {
        for byte in text.utf8 { append(byte) }
    }

    /// A number as Prometheus' own tools write it: integers plain, `NaN`, `+Inf`, `-Inf`.
    private mutating func append(sample value: Double) {
        if value.isNaN {
            append("NaN")
        } else if value.isInfinite {
            append(value < 0 ? "-Inf" : "+Inf")
        } else if value == value.rounded(), value.magnitude < 1e15 {
            append(decimal: Int64(value))
        } else {
            append(value.description)
        }
    }
}

extension MetricDescriptor.Kind {
    /// As both text formats call it.
    package var name: String {
        switch self {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }
}
