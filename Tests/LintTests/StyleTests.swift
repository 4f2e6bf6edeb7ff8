import Testing

/// What a reviewer should not have to say.
@Suite struct StyleTests {
    private let tree = SourceTree()

    private static let linesMax = 400
    private static let functionLinesMax = 70
    /// Targets that own a C library or raw memory; only they may hold unsafe code.
    private static let unsafeTargets: Set = [
        "Platform", "Bytes", "Compression", "Crypto", "Embedded", "Patterns", "YAML", "JSON", "Metrics",
        "EventLoops",
        "Systemd", "HTTPClient", "HTTPServer",
    ]
    /// Where an event goes from a model to a client: nothing there may wait.
    private static let straightLine: Set = [
        "Dialects", "EventLog", "EventLoops", "HTTPClient", "HTTPServer", "Pipelines", "Providers",
    ]

    struct Ban: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let pattern: String
        /// Targets in which it may stand.
        var except: Set<String> = []
    }

    @Test(arguments: [
        Ban(
            testDescription: "Foundation is not linked into the server",
            pattern: #"^\s*(\w+ )?import Foundation"#
        ),
        Ban(testDescription: "Mutex is invisible to the thread sanitizer", pattern: #"\bMutex<|\bMutex\("#),
        Ban(
            testDescription: "clocks are read in one place",
            pattern: #"\b(clock_gettime|gettimeofday|ContinuousClock|SuspendingClock|CLOCK_\w+)\b|\bDate\("#,
            except: ["Platform"]
        ),
        Ban(
            testDescription: "randomness comes from one place",
            pattern: #"\b(getrandom|getentropy|arc4random\w*|SystemRandomNumberGenerator)\b"#
                + #"|\.random\((?!.*using)|\.(shuffled|randomElement)\(\)"#,
            except: ["Platform"]
        ),
        Ban(
            testDescription: "the environment is read in one place",
            pattern: #"\b(getenv|secure_getenv|environ|setenv|ProcessInfo)\b"#,
            except: ["Platform"]
        ),
        Ban(testDescription: "no silent traps", pattern: #"\btry!|\bas!|\bfatalError\("#),
        Ban(
            testDescription: "only the command prints",
            pattern: #"^\s*(Swift\.)?print\("#,
            except: ["penstock"]
        ),
        Ban(testDescription: "no Dispatch", pattern: #"\bDispatch(Queue|Semaphore|Group)\b"#),
        Ban(testDescription: "nothing is public", pattern: #"^\s*(public|open) "#),
        Ban(
            testDescription: "unsafe code stands in the targets that own a C library or raw memory",
            pattern: #"\bunsafe\b|@unchecked Sendable|nonisolated\(unsafe\)"#,
            except: unsafeTargets
        ),
    ])
    func isBanned(ban: Ban) throws {
        let pattern = try Regex(ban.pattern)
        for file in tree.files(under: "Sources") where !ban.except.contains(file.target) {
            for (number, text) in file.code where text.contains(pattern) {
                Issue.record("\(file.path):\(number): \(text)")
            }
        }
    }

    @Test func theStraightLineNeverWaits() {
        for file in tree.files(under: "Sources") where Self.straightLine.contains(file.target) {
            for (number, text) in file.code where text.contains(/\bawait\b/) {
                Issue.record("\(file.path):\(number): \(text)")
            }
        }
    }

    @Test func uncheckedSendableSaysWhy() {
        for file in tree.files(under: "Sources") {
            for (index, line) in file.lines.enumerated() where line.contains("@unchecked Sendable {") {
                let reason = file.lines.dropFirst(index + 1).first ?? ""
                #expect(
                    reason.contains("// @unchecked: "),
                    "\(file.path):\(index + 1)"
                )
            }
        }
    }

    @Test func filesAndFunctionsFitAReader() {
        for file in tree.files(under: "Sources") + tree.files(under: "Tests") {
            #expect(file.lines.count <= Self.linesMax, "\(file.path) has \(file.lines.count) lines")
            for (name, start, length) in Self.functions(of: file) {
                #expect(length <= Self.functionLinesMax, "\(file.path):\(start): \(name) has \(length) lines")
            }
        }
    }

    @Test func nothingIsLeftUnfinished() {
        let marks = /\b(TODO|FIXME|XXX|HACK)\b/
        let suffixes = [".swift", ".c", ".h", ".cpp", ".py", ".yaml"]
        for file in tree.files(under: "Sources", suffixes: suffixes)
            + tree.files(under: "deploy", suffixes: [""])
        {
            for (index, line) in file.lines.enumerated() where line.contains(marks) {
                Issue.record("\(file.path):\(index + 1): \(line)")
            }
        }
    }

    @Test func namesSayWhatThingsAre() {
        let vague = /(Manager|Helper|Util|Utils|Handler|Base|Common|Misc|Info)\.swift$/
        for file in tree.files(under: "Sources") {
            // systemd calls itself a service manager.
            guard file.name != "ServiceManager.swift" else { continue }
            #expect(file.name.firstMatch(of: vague) == nil, "\(file.path)")
        }
    }

    /// Functions by their braces: from the line that declares one to the line that closes it at the same indentation.
    private static func functions(of file: SourceTree.File) -> [(name: Substring, start: Int, length: Int)] {
        var functions: [(name: Substring, start: Int, length: Int)] = []
        let declaration =
            /^( *)(?:@\w+(?:\([^)]*\))? )*(?:(?:package|private|fileprivate|internal|public|static|mutating|consuming|borrowing|override|final|nonisolated|convenience) )*(func [^ (<]+|init|deinit|subscript)\b/
        for (index, line) in file.lines.enumerated() {
            guard let match = line.firstMatch(of: declaration) else { continue }
            let closing = "\(match.1)}"
            let end = file.lines[index...].firstIndex { $0 == closing || $0.hasPrefix(closing + " ") }
            if let end, !line.hasSuffix("}") { functions.append((match.2, index + 1, end - index + 1)) }
        }
        return functions
    }
}
