import Bytes
import Platform
import Testing

@testable import Logs

@Suite struct LogFormatTests {
    /// 2026-01-02 03:04:05.006 UTC.
    private static let time = Timestamp(unixNanoseconds: 1_767_323_045_006_999_999)

    private static func written(_ line: LogLine, as format: LogFormat) -> String {
        var buffer = ByteBuffer()
        format.append(line, at: time, to: &buffer)
        return buffer.string
    }

    private static var everyKind: LogLine {
        var line = LogLine(.warning, "request")
        line.add("path", "/a b")
        line.add("plain", "abc-1:2/3")
        line.add("empty", "")
        line.add("status", -404)
        line.add("streamed", true)
        line.add("duration_ms", Duration.microseconds(1_234_567))
        line.add("cost_dollars", nanoDollars: 1_230_000)
        line.add("zero_ms", Duration.zero)
        line.add(
            "steps_ms",
            [(name: "a", duration: .nanoseconds(1_500)), (name: "b \"", duration: .seconds(2))]
        )
        line.add("none_ms", [])
        return line
    }

    @Test func aLineOfJSONIsTheseBytes() {
        #expect(
            Self.written(Self.everyKind, as: .json)
                == #"{"time":"2026-01-02T03:04:05.006Z","level":"warning","event":"request","path":"/a b","#
                + #""plain":"abc-1:2/3","empty":"","status":-404,"streamed":true,"duration_ms":1234.567,"cost_dollars":0.00123,"#
                + #""zero_ms":0,"steps_ms":{"a":0.001,"b \"":2000},"none_ms":{}}"# + "\n"
        )
    }

    @Test func aLineOfTextIsTheseBytes() {
        #expect(
            Self.written(Self.everyKind, as: .text)
                == #"03:04:05.006 WARNING request path="/a b" plain=abc-1:2/3 empty="" status=-404 "#
                + #"streamed=true duration_ms=1234.567 cost_dollars=0.00123 zero_ms=0 steps_ms=a:0.001,"b \"":2000 none_ms="#
                + "\n"
        )
    }

    /// Whatever a client sends, it ends up in one line, in one field.
    @Test(arguments: [
        ("a\nlevel=error", #""a\nlevel=error""#, #""a\nlevel=error""#),
        ("a\r\n{\"x\":1}", #""a\r\n{\"x\":1}""#, #""a\r\n{\"x\":1}""#),
        ("x=1", #""x=1""#, #""x=1""#),
        ("\"", #""\"""#, #""\"""#),
        ("back\\slash", #""back\\slash""#, #""back\\slash""#),
        ("\u{1B}[31m", #""\u001b[31m""#, #""\u001b[31m""#),
        ("\u{0}", #""\u0000""#, #""\u0000""#),
        ("a\u{7F}b", "\"a\u{7F}b\"", #""a\u007fb""#),
        ("\u{9B}31m", "\"\u{9B}31m\"", #""\u009b31m""#),
        ("a\u{85}b\u{2028}c\u{2029}", "\"a\u{85}b\u{2028}c\u{2029}\"", #""a\u0085b\u2028c\u2029""#),
        ("\u{202E}gpj.exe", "\"\u{202E}gpj.exe\"", #""\u202egpj.exe""#),
        ("é 🌊", "\"é 🌊\"", "\"é 🌊\""),
        (String(decoding: [0x61, 0xFF, 0xC0, 0x80] as [UInt8], as: UTF8.self), "\"a���\"", "\"a���\""),
    ])
    func nothingBreaksOut(text: String, json: String, plain: String) {
        var line = LogLine(.info, "e")
        line.add("f", text)
        line.add("d", [(name: text, duration: .zero)])
        #expect(
            Self.written(line, as: .json)
                == "{\"time\":\"2026-01-02T03:04:05.006Z\",\"level\":\"info\",\"event\":\"e\",\"f\":\(json),"
                + "\"d\":{\(json):0}}\n"
        )
        #expect(Self.written(line, as: .text) == "03:04:05.006 INFO e f=\(plain) d=\(plain):0\n")
    }

    @Test func levelsHaveAnOrder() {
        #expect(LogLevel.allCases == [.debug, .info, .warning, .error])
        #expect(LogLevel.allCases.sorted() == LogLevel.allCases)
    }
}
