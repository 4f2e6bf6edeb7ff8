import Bytes
import Glibc
import Metrics
import Platform

/// Exposes texts that are made elsewhere, for a reader that is none of ours.
struct Exposing {
    let format: String

    func run() {
        let registry = Registry(loops: 1)
        var index = 0
        let bytes = Self.readInput()
        var input = bytes[...]
        while let help = Self.takeText(&input), let label = Self.takeText(&input) {
            let family = registry.counter("text\(index)_total", registry.text(help), labels: ["value"])
            family.bind(registry.text(label)).add(UInt64(index), on: registry.shared)
            index += 1
        }
        observe(registry)
        let formats = [ExpositionFormat.text, .openMetrics, .protobuf]
        let chosen = formats.first { $0.encoding.rawValue == format } ?? .text
        var exposition = Exposition(of: registry, as: chosen)
        var buffer = ByteBuffer()
        while exposition.render(into: &buffer, until: 32 * 1_024) {
            StandardOutput.write(buffer.array)
            buffer.removeAll()
        }
        StandardOutput.write(buffer.array)
    }

    /// A histogram with everything that one can have: a duration of each power of two milliseconds, and its trace.
    private func observe(_ registry: Registry) {
        let histogram = registry.histogram(
            "example_seconds",
            "Has exemplars.",
            unit: .seconds,
            bounds: .exponential(from: .milliseconds(1), to: .seconds(16), factor: 1.67),
            detail: [.native, .exemplars]
        ).bind()
        for power in 0..<15 {
            let exemplar = Exemplar(
                traceHigh: UInt64(power),
                traceLow: .max,
                span: UInt64(power) << 60,
                time: Timestamp(unixNanoseconds: 1_700_000_000_123_456_789)
            )
            histogram.observe(.milliseconds(1 << power), exemplar: exemplar, on: registry.shard(ofLoop: 0))
        }
    }

    /// Four bytes of length, the lowest first, and the text.
    private static func takeText(_ input: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard input.count >= 4 else { return nil }
        let length = input.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        defer { input = input.dropFirst(4 + length) }
        return Array(input.dropFirst(4).prefix(length))
    }

    private static func readInput() -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = read(STDIN_FILENO, &piece, piece.count), count > 0 { bytes += piece[..<count] }
        return bytes
    }
}
