package import Bytes
internal import JSON
package import Platform

/// How lines look: one JSON object each for machines, `key=value` for a person at a terminal.
///
/// Neither can be broken out of: everything that is not plain text is escaped.
package enum LogFormat: String, CaseIterable, Sendable {
    case json
    case text

    package func append(_ line: LogLine, at time: Timestamp, to buffer: inout ByteBuffer) {
        switch self {
        case .json: appendJSON(line, time, to: &buffer)
        case .text: appendText(line, time, to: &buffer)
        }
        buffer.append(UInt8(ascii: "\n"))
    }

    private func appendJSON(_ line: LogLine, _ time: Timestamp, to buffer: inout ByteBuffer) {
        buffer.openObject()
        buffer.key("time")
        buffer.append("\"")
        buffer.append(date: CivilTime(time))
        buffer.append(UInt8(ascii: "T"))
        buffer.append(clock: CivilTime(time))
        buffer.append("Z\"")
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

    private func appendText(_ line: LogLine, _ time: Timestamp, to buffer: inout ByteBuffer) {
        buffer.append(clock: CivilTime(time))
        buffer.append(UInt8(ascii: " "))
        buffer.append(line.level.rawValue.uppercased())
        buffer.append(UInt8(ascii: " "))
        buffer.append(line.event)
        for (name, value) in line.fields {
            buffer.append(UInt8(ascii: " "))
            buffer.append(name)
            buffer.append(UInt8(ascii: "="))
            switch value {
            case .text(let text): buffer.append(logText: text)
            case .integer(let number): buffer.append(decimal: number)
            case .flag(let flag): buffer.append(flag ? "true" : "false")
            case .duration(let duration): buffer.append(milliseconds: duration)
            case .durations(let durations):
                for (index, (name, duration)) in durations.enumerated() {
                    if index > 0 { buffer.append(UInt8(ascii: ",")) }
                    buffer.append(logText: name)
                    buffer.append(UInt8(ascii: ":"))
                    buffer.append(milliseconds: duration)
                }
            }
        }
    }
}

extension ByteBuffer {
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
