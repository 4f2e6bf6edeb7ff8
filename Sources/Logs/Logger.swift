internal import Bytes
package import Metrics
package import Platform

/// Writes lines without ever making their writers wait: a bounded queue and a thread that empties it.
///
/// Any thread may log. When the queue is full, because whoever reads our output is slow, lines are dropped and
/// counted.
package final class Logger: Sendable {
    /// What waits to be written at most: seconds of a busy server.
    private static let queueBytesMax = 4 << 20

    /// How long the end waits for the last lines: whoever reads at all takes a full queue in far less, and whoever does
    /// not read must not keep the process alive.
    package static let stopMax = Duration.seconds(1)

    /// How long the thread rests when it has written: to be woken for each line would cost a busy loop more than the line.
    private static let rest = Duration.milliseconds(2)

    private struct Queue {
        var bytes: [UInt8] = []
        /// How many lines `bytes` are.
        var lines: UInt64 = 0
        /// Lines given to the output; written for certain only once its thread asks for more.
        var linesInWriting: UInt64 = 0
        var isStopped = false
    }

    private let level: LogLevel
    private let format: LogFormat
    private let time: any TimeSource
    private let registry: Registry
    private let dropped: Counter
    private let queue = Lock(Queue())
    private let waiting = Semaphore()
    private let stopping = Semaphore()
    private let stopped = Semaphore()

    /// - Parameters:
    ///   - level: Lines below it are not written.
    ///   - format: How lines look.
    ///   - output: Receives whole lines, on the logger's own thread; may block.
    ///   - time: Stamps the lines.
    ///   - registry: Where dropped lines are counted.
    package init(
        level: LogLevel,
        format: LogFormat,
        output: @escaping @Sendable ([UInt8]) -> Void,
        time: any TimeSource,
        registry: Registry
    ) {
        self.level = level
        self.format = format
        self.time = time
        self.registry = registry
        dropped = registry.counter(
            "penstock_log_lines_dropped_total",
            "Log lines dropped because whoever reads the log is too slow, or because it has ended."
        ).bind()
        Thread(named: "log") { [self] in drain(to: output) }.detach()
    }

    package func isEnabled(_ level: LogLevel) -> Bool {
        level >= self.level
    }

    package func log(_ line: LogLine) {
        guard isEnabled(line.level) else { return }
        var buffer = ByteBuffer(capacity: 512)
        format.append(line, at: time.timestamp(), to: &buffer)
        let bytes = buffer.array
        let (isFirst, isDropped) = queue.withLock { queue in
            // Nobody writes any more what comes after the end.
            guard !queue.isStopped, queue.bytes.count + bytes.count <= Self.queueBytesMax else {
                return (false, true)
            }
            queue.bytes += bytes
            queue.lines += 1
            return (queue.bytes.count == bytes.count, false)
        }
        if isDropped { dropped.add(on: registry.shared) }
        if isFirst { waiting.signal() }
    }

    /// Writes what waits and ends the thread; whoever asks for it again, or meanwhile, waits for the same end.
    ///
    /// An output that takes longer than `time` is left behind: its thread, stuck in a write that nothing can break off,
    /// keeps what it needs until the process ends, and the lines count as dropped.
    package func stop(within time: Duration = stopMax) {
        queue.withLock { $0.isStopped = true }
        waiting.signal()
        stopping.signal()
        guard !stopped.wait(within: time) else { return stopped.signal() }
        let lines = queue.withLock { queue in
            let lines = queue.lines + queue.linesInWriting
            queue = Queue(isStopped: true)
            return lines
        }
        dropped.add(lines, on: registry.shared)
    }

    private func drain(to output: ([UInt8]) -> Void) {
        while true {
            waiting.wait()
            let (bytes, isStopped) = queue.withLock { queue in
                let bytes = queue.bytes
                queue.bytes = []
                queue.linesInWriting = queue.lines
                queue.lines = 0
                return (bytes, queue.isStopped)
            }
            if !bytes.isEmpty { output(bytes) }
            if isStopped { break }
            _ = stopping.wait(within: Self.rest)
        }
        stopped.signal()
    }
}
