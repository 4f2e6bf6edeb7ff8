internal import Bytes
internal import Platform

/// OpenMetrics text 1.0 (https://prometheus.io/docs/specs/om/open_metrics_spec/).
///
/// Without `_created`: Prometheus takes it for further series, unless it is told not to.
struct OpenMetricsEncoder: ExpositionEncoder {
    func begin(_ family: Family, to buffer: inout ByteBuffer) {
        let descriptor = family.descriptor
        // A counter's family is named without what its samples end in.
        let name =
            descriptor.kind == .counter ? descriptor.name.dropLast("_total".count) : descriptor.name[...]
        buffer.append("# TYPE ")
        buffer.append(name)
        buffer.append(UInt8(ascii: " "))
        buffer.append(descriptor.kind.name)
        if descriptor.unit != .none {
            buffer.append("\n# UNIT ")
            buffer.append(name)
            buffer.append(UInt8(ascii: " "))
            buffer.append(descriptor.unit.rawValue)
        }
        buffer.append("\n# HELP ")
        buffer.append(name)
        buffer.append(UInt8(ascii: " "))
        buffer.append(escaping: descriptor.help, quotes: true)
        buffer.append(UInt8(ascii: "\n"))
    }

    func append(_ series: Series, _ reading: Reading, of family: Family, to buffer: inout ByteBuffer) {
        let places = family.descriptor.unit.places
        buffer.append(samplesOf: series, reading, of: family) { bucket, buffer in
            guard let (exemplar, value) = series.exemplars?.load(bucket: bucket) else { return }
            // 63 code points of the 128 that are allowed.
            buffer.append(" # {trace_id=\"")
            buffer.append(hex: exemplar.traceHigh, digits: 16)
            buffer.append(hex: exemplar.traceLow, digits: 16)
            buffer.append("\",span_id=\"")
            buffer.append(hex: exemplar.span, digits: 16)
            buffer.append("\"} ")
            buffer.append(decimal: value, places: places)
            buffer.append(UInt8(ascii: " "))
            buffer.append(decimal: exemplar.time.unixMilliseconds, places: 3)
        }
    }

    func finish(to buffer: inout ByteBuffer) {
        buffer.append("# EOF\n")
    }
}
