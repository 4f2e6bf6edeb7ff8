package import Bytes

/// A scrape in text format 0.0.4, rendered a piece at a time so that no stream waits for a long one.
///
/// Families come sorted by name and series in the order they were bound, so that two scrapes differ in values only.
package struct TextExposition: ~Copyable {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores"

    private let shardCount: Int
    private let families: [Family]
    private var family = 0
    private var series: [Series] = []
    private var next = 0
    private var counts: [UInt64] = []

    package init(of registry: Registry) {
        registry.collect()
        shardCount = registry.store.shardCount
        families = registry.familiesByName
        series = families.first?.series ?? []
    }

    /// Renders whole series until `buffer` holds `limit` bytes or the scrape is done.
    ///
    /// - Returns: Whether there is more to render.
    package mutating func render(into buffer: inout ByteBuffer, until limit: Int) -> Bool {
        while family < families.count {
            guard buffer.count < limit else { return true }
            if next == 0 { appendHeader(of: families[family].descriptor, to: &buffer) }
            while next < series.count {
                // A header is followed by a series at once, so that it is never rendered twice.
                guard buffer.count < limit || next == 0 else { return true }
                append(series[next], of: families[family], to: &buffer)
                next += 1
            }
            family += 1
            next = 0
            series = family < families.count ? families[family].series : []
        }
        return false
    }

    private func appendHeader(of descriptor: MetricDescriptor, to buffer: inout ByteBuffer) {
        buffer.append("# HELP ")
        buffer.append(descriptor.name)
        buffer.append(UInt8(ascii: " "))
        for byte in descriptor.help.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): buffer.append("\\\\")
            case UInt8(ascii: "\n"): buffer.append("\\n")
            default: buffer.append(byte)
            }
        }
        buffer.append("\n# TYPE ")
        buffer.append(descriptor.name)
        switch descriptor.kind {
        case .counter: buffer.append(" counter\n")
        case .gauge: buffer.append(" gauge\n")
        case .histogram: buffer.append(" histogram\n")
        }
    }

    private mutating func append(_ series: Series, of family: Family, to buffer: inout ByteBuffer) {
        let places = family.descriptor.unit.places
        guard case .histogram = family.descriptor.kind else {
            let value = series.cell.sum(at: 0, shardCount: shardCount)
            series.append(prefix: 0, to: &buffer)
            if family.storesDouble {
                buffer.append(sample: Double(bitPattern: value))
            } else {
                buffer.append(decimal: Int64(bitPattern: value), places: places)
            }
            buffer.append(UInt8(ascii: "\n"))
            return
        }
        let sum = family.histogram(series.cell).read(shardCount: shardCount, into: &counts)
        var cumulative: UInt64 = 0
        for (bucket, count) in counts.enumerated() {
            cumulative += count
            series.append(prefix: bucket, to: &buffer)
            buffer.append(decimal: cumulative)
            buffer.append(UInt8(ascii: "\n"))
        }
        series.append(prefix: counts.count, to: &buffer)
        buffer.append(decimal: Int64(bitPattern: sum), places: places)
        buffer.append(UInt8(ascii: "\n"))
        series.append(prefix: counts.count + 1, to: &buffer)
        buffer.append(decimal: cumulative)
        buffer.append(UInt8(ascii: "\n"))
    }
}

extension ByteBuffer {
    /// A number as Prometheus' own tools write it: integers plain, `NaN`, `+Inf`, `-Inf`.
    fileprivate mutating func append(sample value: Double) {
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
