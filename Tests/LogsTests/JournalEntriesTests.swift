import Bytes
import Platform
import Testing
import Verification

@testable import Logs

@Suite struct JournalEntriesTests {
    /// 2026-01-02 03:04:05.006 UTC.
    private static let time = Timestamp(unixNanoseconds: 1_767_323_045_006_999_999)

    private static func fields(of lines: LogLine...) -> [[String]] {
        var buffer = ByteBuffer()
        for line in lines { LogFormat.journal.append(line, at: time, to: &buffer) }
        let entries = JournalEntries(buffer.array)
        var fields: [[String]] = []
        entries.forEach { places in
            fields.append(places.map { String(decoding: entries.bytes[$0], as: UTF8.self) })
        }
        return fields
    }

    @Test func anEntryHasWhatTheJournalKnowsAndOurFieldsBehindIt() {
        var line = LogLine(.warning, "request")
        line.add("path", "/a b")
        line.add("status", -404)
        line.add("streamed", true)
        line.add("duration_ms", Duration.microseconds(1_234_567))
        line.add(
            "steps_ms",
            [(name: "a", duration: .nanoseconds(1_500)), (name: "b", duration: .seconds(2))]
        )
        #expect(
            Self.fields(of: line) == [
                [
                    #"MESSAGE=request path="/a b" status=-404 streamed=true duration_ms=1234.567 steps_ms=a:0.001,b:2000"#,
                    "PRIORITY=4",
                    "SYSLOG_IDENTIFIER=penstock",
                    "TIME=2026-01-02T03:04:05.006Z",
                    "EVENT=request",
                    "PATH=/a b",
                    "STATUS=-404",
                    "STREAMED=true",
                    "DURATION_MS=1234.567",
                    "STEPS_MS=a:0.001,b:2000",
                ]
            ]
        )
    }

    @Test(arguments: zip(LogLevel.allCases, [7, 6, 4, 3]))
    func levelsAreSyslogsPriorities(level: LogLevel, priority: Int) {
        #expect(Self.fields(of: LogLine(level, "e"))[0][1] == "PRIORITY=\(priority)")
    }

    @Test(arguments: ["a\nPRIORITY=0\nMESSAGE=x", "\0", "=", "", "\u{1B}[31m", "x\n\n\u{8}\0\0\0\0\0\0\0y\n"])
    func aValueStaysInItsField(text: String) {
        var line = LogLine(.info, "e")
        line.add("first", text)
        line.add("second", "2")
        let entries = Self.fields(of: line, line)
        #expect(entries.count == 2)
        for fields in entries {
            #expect(fields.count == 7)
            #expect(fields[5] == "FIRST=\(text)")
            #expect(fields[6] == "SECOND=2")
            // What stands for the whole entry is one line without anything that a terminal obeys.
            #expect(fields[0].unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
        }
    }

    @Test func randomLinesComeBackAsTheyWere() {
        var random = SeededRandomness(seed: 7)
        var buffer = ByteBuffer()
        var texts: [String] = []
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 0...400, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            texts.append(text)
            var line = LogLine(.info, "e")
            line.add("text", text)
            LogFormat.journal.append(line, at: Self.time, to: &buffer)
        }
        let entries = JournalEntries(buffer.array)
        var found: [String] = []
        entries.forEach { fields in
            found.append(String(decoding: entries.bytes[fields[5]].dropFirst(5), as: UTF8.self))
        }
        #expect(found == texts)
    }

    @Test func nothingIsNoEntry() {
        JournalEntries([]).forEach { _ in Issue.record("there is none") }
    }
}
