internal import Logs
internal import Platform
internal import Systemd

/// Where log lines go, and so how they look: with fields to the journal if it reads standard output, as text to a
/// person, as JSON to anything else.
struct LogOutput {
    let format: LogFormat

    init(configured: LogFormat?) {
        format = configured ?? Self.suitable
    }

    private static var suitable: LogFormat {
        if StandardOutput.isTerminal { return .text }
        return Journal.reads(standardOutputOf: Machine.environment["JOURNAL_STREAM"]) ? .journal : .json
    }

    /// Writes what the logger has put together; on the logger's own thread.
    func write(_ bytes: [UInt8]) {
        guard format == .journal else { return StandardOutput.write(bytes) }
        JournalEntries(bytes).forEach { fields in
            if !Journal.send(bytes, fields: fields) { writeMessage(bytes, fields) }
        }
    }

    /// The message alone, which is one line, with its priority as sd-daemon(3) has it: the journal reads standard output
    /// even while its socket is not there.
    private func writeMessage(_ bytes: [UInt8], _ fields: [Range<Int>]) {
        guard fields.count >= 2 else { return }
        let message = bytes[fields[0]].dropFirst("MESSAGE=".utf8.count)
        let priority = bytes[fields[1]].dropFirst("PRIORITY=".utf8.count)
        StandardOutput.write(Array("<".utf8) + priority + Array(">".utf8) + message + Array("\n".utf8))
    }
}
