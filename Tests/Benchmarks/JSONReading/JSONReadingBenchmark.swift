import Foundation
import JSON

/// Measures the reading of JSON documents, each reader in turn, by the processor time of this thread.
///
///     json-reading SECONDS      megabytes a second of each reader and size, as the script reads them
enum JSONReadingBenchmark {
    private static let sizes = [
        ("10KB", 10_000), ("100KB", 100_000), ("1MB", 1_000_000), ("10MB", 10_000_000),
    ]
    private static let limits = JSONLimits(bytes: 1 << 30)

    static func main() {
        let seconds = CommandLine.arguments.count > 1 ? Double(CommandLine.arguments[1]) ?? 1 : 1
        for (name, size) in sizes {
            let bytes = PlanDocument(bytesMin: size).bytes
            let data = Data(bytes)
            measure("incremental_\(name)", bytes, seconds) { incremental(bytes, pieceBytes: 4_096) }
            measure("bytewise_\(name)", bytes, seconds) { incremental(bytes, pieceBytes: 1) }
            measure("simdjson_\(name)", bytes, seconds) {
                (try? JSONValue(reading: bytes.span, limits: limits))?["days"]?.array?.count ?? 0
            }
            measure("serialization_\(name)", bytes, seconds) {
                let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
                return (object?["days"] as? [Any])?.count ?? 0
            }
            measure("decoder_\(name)", bytes, seconds) {
                (try? JSONDecoder().decode(DecodedPlan.self, from: data))?.days.count ?? 0
            }
        }
    }

    private static func incremental(_ bytes: [UInt8], pieceBytes: Int) -> Int {
        var reader = IncrementalJSON(schema: nil, limits: limits)
        var announced = 0
        do throws(IncrementalJSON.Fault) {
            let span = bytes.span
            var start = 0
            while start < span.count {
                let end = min(start + pieceBytes, span.count)
                try reader.read(span.extracting(start..<end)) { _ in announced += 1 }
                start = end
            }
            // All but the elements are title, version and verified.
            guard try reader.finish()["days"]?.array?.count == announced - 3 else { return 0 }
            return announced
        } catch {
            return 0
        }
    }

    /// Megabytes a second of `read`, which returns 0 if it went wrong.
    private static func measure(_ name: String, _ bytes: [UInt8], _ seconds: Double, _ read: () -> Int) {
        var reads = 0.0
        let begun = processorSeconds
        var elapsed = 0.0
        while elapsed < seconds {
            precondition(read() > 0, "\(name) was not read")
            reads += 1
            elapsed = processorSeconds - begun
        }
        print(name, reads * Double(bytes.count) / elapsed / 1e6)
    }

    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
