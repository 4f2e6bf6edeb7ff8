import EventLoops
import JSON
import Simulation

@testable import EventLog
@testable import GenerationAPI
@testable import Pipelines

extension SimulatedServer {
    /// An answer as it has arrived so far.
    struct Answer {
        let text: String

        var status: Int { Int(text.dropFirst("HTTP/1.1 ".count).prefix(3)) ?? 0 }
        var body: String { text.split(separator: "\r\n\r\n", maxSplits: 1).dropFirst().joined() }
        var json: JSONValue {
            let bytes = Array(body.utf8)
            return (try? JSONValue(reading: bytes.span)) ?? .null
        }

        func field(_ name: String) -> String? {
            for line in text.split(separator: "\r\n") where line.hasPrefix("\(name): ") {
                return String(line.dropFirst(name.count + 2))
            }
            return nil
        }
    }

    /// A pipeline that says a few words and goes on for half a minute when nobody reads.
    static let talk = PipelineFile(
        name: "talk.yaml",
        bytes: Array(
            """
            name: talk
            title: Talk
            on_disconnect: {continue: 30s}
            timeout: 1h
            input:
              schema: {type: object, required: [word], properties: {word: {type: string}}}
              example: {word: hello}
            steps:
              - id: words
                kind: model
                label: Words
                message: Talking...
                models: [simulator/talker]
                prompt: Say {{input.word}}.
            result: steps.words
            """.utf8
        )
    )

    /// Asks by HTTP/1.0, so that the answer's body is not cut into chunks and ends with the connection.
    func open(
        _ method: String,
        _ target: String,
        fields: String = "",
        body: String = "",
        on index: Int = 0,
        window: Int = .max
    ) -> SimulatedStream {
        let stream = connect(on: index)
        stream.window = window
        loops.settle()
        let type = body.isEmpty ? "" : "Content-Type: application/json\r\n"
        stream.send(
            "\(method) \(target) HTTP/1.0\r\n\(type)\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
        loops.settle()
        return stream
    }

    func ask(
        _ method: String,
        _ target: String,
        fields: String = "",
        body: String = "",
        on index: Int = 0
    ) -> Answer {
        Answer(text: open(method, target, fields: fields, body: body, on: index).take())
    }

    /// Starts a generation that nobody reads, and returns the path under which it is known.
    func startUnread(_ pipeline: String = "talk", _ word: String = "hello", on index: Int = 0) -> String {
        let input = pipeline == "content" ? #"{"topic": "rivers"}"# : #"{"word": "\#(word)"}"#
        let target = "/v1/pipelines/\(pipeline)/generations"
        let fields = "Prefer: respond-async\r\n"
        return ask("POST", target, fields: fields, body: input, on: index).field("Location") ?? "nowhere"
    }

    /// What a generation's log holds, wherever it lives.
    func log(of path: String) -> GenerationLog? {
        context.store.find(String(path.split(separator: "/").last ?? ""), for: .anyone)?.record.here?.log
    }
}
