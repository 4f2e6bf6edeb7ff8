import Metrics
import Platform
import Simulation
import Testing

@testable import Logs

@Suite struct LoggerTests {
    /// What a logger wrote, and a door that keeps it from writing.
    private final class Output: Sendable {
        private let bytes = Lock<[UInt8]>([])
        private let writes = Lock<Int>(0)
        private let door = Semaphore()
        let isAtDoor = Semaphore()

        func take(_ new: [UInt8], waits: Bool) {
            if waits {
                isAtDoor.signal()
                door.wait()
            }
            bytes.withLock { $0 += new }
            writes.withLock { $0 += 1 }
        }

        func openDoor() {
            door.signal()
        }

        var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
    }

    private static func line(_ level: LogLevel, _ number: Int, _ text: String = "") -> LogLine {
        var line = LogLine(level, "e")
        line.add("n", number)
        if !text.isEmpty { line.add("text", text) }
        return line
    }

    private static func logger(
        to output: Output,
        level: LogLevel = .info,
        waits: Bool = false,
        _ registry: Registry = Registry(loops: 1)
    ) -> Logger {
        Logger(
            level: level,
            format: .text,
            output: { output.take($0, waits: waits) },
            time: SimulatedClock(),
            registry: registry
        )
    }

    @Test(arguments: LogLevel.allCases)
    func linesBelowTheLevelAreNotWritten(level: LogLevel) {
        let output = Output()
        let logger = Self.logger(to: output, level: level)
        for (number, other) in LogLevel.allCases.enumerated() {
            #expect(logger.isEnabled(other) == (other >= level))
            logger.log(Self.line(other, number))
        }
        logger.stop()
        let lines = output.text.split(separator: "\n").map(String.init)
        let expected = LogLevel.allCases.enumerated().filter { $0.element >= level }.map {
            "03:04:05.000 \($0.element.rawValue.uppercased()) e n=\($0.offset)"
        }
        #expect(lines == expected)
    }

    @Test func stoppingWritesEverythingInOrder() {
        let output = Output()
        let registry = Registry(loops: 1)
        let logger = Self.logger(to: output, registry)
        for number in 0..<5_000 { logger.log(Self.line(.info, number)) }
        logger.stop()
        let expected = (0..<5_000).map { "03:04:05.000 INFO e n=\($0)\n" }.joined()
        #expect(output.text == expected)
        #expect(Scrape(registry).sum("penstock_log_lines_dropped_total") == 0)
    }

    @Test func aFullQueueDropsWholeLinesAndCountsThem() {
        let output = Output()
        let registry = Registry(loops: 1)
        let logger = Self.logger(to: output, waits: true, registry)
        logger.log(Self.line(.info, 0))
        // The first line is being written; whatever follows waits.
        output.isAtDoor.wait()
        let long = String(repeating: "x", count: 100_000)
        for number in 1...50 { logger.log(Self.line(.info, number, long)) }
        let kept = 4 * 1_024 * 1_024 / 100_034
        #expect(Scrape(registry).sum("penstock_log_lines_dropped_total") == Double(50 - kept))
        output.openDoor()
        output.openDoor()
        output.openDoor()
        logger.stop(within: .seconds(600))
        let lines = output.text.split(separator: "\n")
        #expect(lines.count == 1 + kept)
        #expect(lines.allSatisfy { $0.hasPrefix("03:04:05.000 INFO e n=") })
        #expect(lines.last?.contains("n=\(kept) ") == true)
    }

    @Test func stoppingAgainReturnsAndLaterLinesAreCounted() {
        let output = Output()
        let registry = Registry(loops: 1)
        let logger = Self.logger(to: output, registry)
        logger.log(Self.line(.info, 1))
        logger.stop()
        logger.stop()
        logger.log(Self.line(.info, 2))
        logger.stop()
        #expect(output.text == "03:04:05.000 INFO e n=1\n")
        #expect(Scrape(registry).sum("penstock_log_lines_dropped_total") == 1)
    }

    @Test func whoeverStopsMeanwhileWaitsForTheSameEnd() {
        let output = Output()
        let logger = Self.logger(to: output, waits: true)
        logger.log(Self.line(.info, 1))
        output.isAtDoor.wait()
        let stoppers = (0..<4).map { _ in
            Thread(named: "stopper") {
                logger.stop(within: .seconds(600))
                #expect(output.text == "03:04:05.000 INFO e n=1\n")
            }
        }
        output.openDoor()
        for stopper in stoppers { stopper.join() }
    }

    @Test func anOutputThatTakesNothingIsLeftBehindAndItsLinesAreCounted() {
        let output = Output()
        let registry = Registry(loops: 1)
        let logger = Self.logger(to: output, waits: true, registry)
        logger.log(Self.line(.info, 1))
        output.isAtDoor.wait()
        logger.log(Self.line(.info, 2))
        logger.log(Self.line(.info, 3))
        logger.stop(within: .zero)
        #expect(Scrape(registry).sum("penstock_log_lines_dropped_total") == 3)
        logger.stop(within: .zero)
        #expect(Scrape(registry).sum("penstock_log_lines_dropped_total") == 3)
        // What waited is not written late either.
        output.openDoor()
        output.openDoor()
        logger.stop(within: .seconds(600))
        #expect(output.text == "03:04:05.000 INFO e n=1\n")
    }
}
