internal import Bytes

/// Text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/).
struct TextEncoder: ExpositionEncoder {
    func begin(_ family: Family, to buffer: inout ByteBuffer) {
        let descriptor = family.descriptor
        buffer.append("# HELP ")
        buffer.append(descriptor.name)
        buffer.append(UInt8(ascii: " "))
        buffer.append(escaping: descriptor.help, quotes: false)
        buffer.append("\n# TYPE ")
        buffer.append(descriptor.name)
        buffer.append(UInt8(ascii: " "))
        buffer.append(descriptor.kind.name)
        buffer.append(UInt8(ascii: "\n"))
    }

    func append(_ series: Series, _ reading: Reading, of family: Family, to buffer: inout ByteBuffer) {
        buffer.append(samplesOf: series, reading, of: family) { _, _ in }
    }
}
