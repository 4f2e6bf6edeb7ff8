import Foundation
import JSON

/// Measures the reading of JSON documents by the processor time of this thread.
///
///     json-reading ROUNDS [NAME]     megabytes a second of each reader and size, or of those whose names begin so
///
/// Each takes its turn in every round, and its best round counts: what others do on the machine slows all but a few.
enum JSONReadingBenchmark {
    private static let sizes = [
        ("10KB", 10_000), ("100KB", 100_000), ("1MB", 1_000_000), ("10MB", 10_000_000),
    ]
    private static let limits = JSONLimits(bytes: 1 << 30)
    private static let roundSecondsMin = 0.02

    /// A reader and a document.
    private struct Contender {
        let name: String
        let bytes: Int
        /// Returns 0 if it went wrong.
        let read: () -> Int
        var best = 0.0
    }

    static func main() {
        let arguments = CommandLine.arguments
        let rounds = arguments.count > 1 ? Int(arguments[1]) ?? 10 : 10
        var contenders = sizes.flatMap { readers(of: $0, PlanDocument(bytesMin: $1).bytes) }
        contenders.removeAll { arguments.count > 2 && !$0.name.hasPrefix(arguments[2]) }
        for _ in 0..<rounds {
            for index in contenders.indices {
                contenders[index].best = max(contenders[index].best, megabytesPerSecond(contenders[index]))
            }
        }
        for contender in contenders { print(contender.name, contender.best) }
    }

    private static func readers(of size: String, _ bytes: [UInt8]) -> [Contender] {
        let data = Data(bytes)
        let readers: [(String, () -> Int)] = [
            ("incremental", { incremental(bytes, pieceBytes: 4_096) }),
            ("bytewise", { incremental(bytes, pieceBytes: 1) }),
            (
                "simdjson",
                { (try? JSONValue(reading: bytes.span, limits: limits))?["days"]?.array?.count ?? 0 }
            ),
            (
                "serialization",
                {
                    let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
                    return (object?["days"] as? [Any])?.count ?? 0
                }
            ),
            ("decoder", { (try? JSONDecoder().decode(DecodedPlan.self, from: data))?.days.count ?? 0 }),
        ]
        return readers.map { Contender(name: "\($0)_\(size)", bytes: bytes.count, read: $1) }
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

    private static func megabytesPerSecond(_ contender: Contender) -> Double {
        precondition(contender.read() > 0, "\(contender.name) was not read")
        var reads = 0.0
        let begun = processorSeconds
        var elapsed = 0.0
        while elapsed < roundSecondsMin {
            _ = contender.read()
            reads += 1
            elapsed = processorSeconds - begun
        }
        return reads * Double(contender.bytes) / elapsed / 1e6
    }

    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
