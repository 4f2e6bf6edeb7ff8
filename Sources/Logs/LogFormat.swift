package import Bytes
internal import JSON
package import Platform

/// How lines look: one JSON object each for machines, `key=value` for a person at a terminal, fields for the journal.
///
/// None can be broken out of: everything that is not plain text is escaped, and the journal's fields have lengths.
package enum LogFormat: String, CaseIterable, Sendable {
    case json
    case text
    /// `JournalEntries`, for whoever hands them to the journal.
    case journal

    package func append(_ line: LogLine, at time: Timestamp, to buffer: inout ByteBuffer) {
        switch self {
        case .json:
            appendJSON(line, time, to: &buffer)
            buffer.append(UInt8(ascii: "\n"))
        case .text:
            buffer.append(clock: CivilTime(time))
            buffer.append(UInt8(ascii: " "))
            buffer.append(line.level.rawValue.uppercased())
            buffer.append(UInt8(ascii: " "))
            appendText(line, to: &buffer)
            buffer.append(UInt8(ascii: "\n"))
        case .journal:
            appendJournal(line, time, to: &buffer)
        }
    }

    private func appendJSON(_ line: LogLine, _ time: Timestamp, to buffer: inout ByteBuffer) {
        buffer.openObject()
        buffer.key("time")
        buffer.append("\"")
        buffer.append(time: CivilTime(time))
        buffer.append("\"")
        buffer.member("level", line.level.rawValue)
        buffer.member("event", line.event)
        for (name, value) in line.fields {
            switch value {
            case .text(let text):
                buffer.member(name, text)
            case .integer(let number):
                buffer.member(name, number)
            case .flag(let flag):
                buffer.member(name, flag)
            case .dollars(let count):
                buffer.key(name)
                buffer.append(decimal: count, places: 9)
            case .duration(let duration):
                buffer.key(name)
                buffer.append(milliseconds: duration)
            case .durations(let durations):
                buffer.key(name)
                buffer.openObject()
                for (name, duration) in durations {
                    buffer.key(escaping: name)
                    buffer.append(milliseconds: duration)
                }
                buffer.closeObject()
            }
        }
        buffer.closeObject()
    }

    private func appendText(_ line: LogLine, to buffer: inout ByteBuffer) {
        buffer.append(line.event)
        for (name, value) in line.fields {
            buffer.append(UInt8(ascii: " "))
            buffer.append(name)
            buffer.append(UInt8(ascii: "="))
            buffer.append(value)
        }
    }

    /// Fields as systemd.journal-fields(7) has them, ours behind the well-known ones; values are as they are, for what
    /// holds them apart is their lengths.
    private func appendJournal(_ line: LogLine, _ time: Timestamp, to buffer: inout ByteBuffer) {
        var entry = ByteBuffer()
        var field = ByteBuffer()
        func add(_ name: StaticString, _ append: (inout ByteBuffer) -> Void) {
            field.removeAll()
            for byte in name.description.utf8 { field.append(byte.uppercased) }
            field.append(UInt8(ascii: "="))
            append(&field)
            JournalEntries.append(field, to: &entry)
        }
        add("MESSAGE") { appendText(line, to: &$0) }
        add("PRIORITY") { $0.append(decimal: line.level.priority) }
        add("SYSLOG_IDENTIFIER") { $0.append("penstock") }
        add("TIME") { $0.append(time: CivilTime(time)) }
        add("EVENT") { $0.append(line.event) }
        for (name, value) in line.fields {
            add(name) { field in
                if case .text(let text) = value { field.append(text) } else { field.append(value) }
            }
        }
        JournalEntries.append(entry, to: &buffer)
    }
}

extension LogLevel {
    /// syslog's number for it (RFC 5424 section 6.2.1).
    fileprivate var priority: Int {
        switch self {
        case .debug: 7
        case .info: 6
        case .warning: 4
        case .error: 3
        }
    }
}

extension UInt8 {
    fileprivate var uppercased: UInt8 {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) ? self - 0x20 : self
    }
}

extension ByteBuffer {
    /// RFC 3339, in UTC.
    fileprivate mutating func append(time: CivilTime) {
        append(date: time)
        append(UInt8(ascii: "T"))
        append(clock: time)
        append(UInt8(ascii: "Z"))
    }

    fileprivate mutating func append(_ value: LogLine.Value) {
        switch value {
        case .text(let text): append(logText: text)
        case .integer(let number): append(decimal: number)
        case .flag(let flag): append(flag ? "true" : "false")
        case .dollars(let count): append(decimal: count, places: 9)
        case .duration(let duration): append(milliseconds: duration)
        case .durations(let durations):
            for (index, (name, duration)) in durations.enumerated() {
                if index > 0 { append(UInt8(ascii: ",")) }
                append(logText: name)
                append(UInt8(ascii: ":"))
                append(milliseconds: duration)
            }
        }
    }

    fileprivate mutating func append(date time: CivilTime) {
        append(decimal: time.year, width: 4)
        append(UInt8(ascii: "-"))
        append(decimal: time.month, width: 2)
        append(UInt8(ascii: "-"))
        append(decimal: time.day, width: 2)
    }

    fileprivate mutating func append(clock time: CivilTime) {
        append(decimal: time.hour, width: 2)
        append(UInt8(ascii: ":"))
        append(decimal: time.minute, width: 2)
        append(UInt8(ascii: ":"))
        append(decimal: time.second, width: 2)
        append(UInt8(ascii: "."))
        append(decimal: time.millisecond, width: 3)
    }

    /// Milliseconds with at most three decimals.
    fileprivate mutating func append(milliseconds duration: Duration) {
        append(decimal: duration.wholeNanoseconds / 1_000, places: 3)
    }

    /// As it is if it is one plain word, else as a JSON string with nothing in it that a terminal obeys.
    fileprivate mutating func append(logText text: String) {
        let isPlain = text.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "=")
                && byte != UInt8(ascii: "\\")
        }
        if isPlain, !text.isEmpty { return append(text) }
        guard text.unicodeScalars.contains(where: \.steersTerminals) else { return append(jsonString: text) }
        var quoted = ByteBuffer()
        quoted.append(jsonString: text)
        for scalar in quoted.string.unicodeScalars {
            if scalar.steersTerminals {
                append("\\u")
                append(hex: UInt64(scalar.value), digits: 4)
            } else {
                for byte in String(scalar).utf8 { append(byte) }
            }
        }
    }
}

extension Unicode.Scalar {
    /// Whether a terminal may do something else than show it: controls beyond those that JSON escapes, line
    /// breaks of Unicode, and marks that turn the direction of what follows.
    fileprivate var steersTerminals: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: properties.isBidiControl
        }
    }
}
