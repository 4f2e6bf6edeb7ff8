import JSON
import Platform
import Simulation

/// One reader of one generation, drawn from a seed: reads at its pace, leaves when it likes, and comes back on any loop
/// and at any position it has seen, until it has the end.
final class ResumingReader {
    struct Block {
        let sequence: Int
        let event: String
        let data: String
    }

    /// What it has, one after the other; what came behind a position it went back to is forgotten.
    private(set) var blocks: [Block] = []
    /// The position behind which it has everything: 0, or that of the last snapshot.
    private(set) var start = 0
    private(set) var snapshot: Block?
    private(set) var hasEnd = false
    private(set) var visits = 0
    /// How often it asked for more when it had the end, and was told that there is none.
    private(set) var farewells = 0

    private let server: SimulatedServer
    /// Of the generation.
    private(set) var path: String
    private var stream: SimulatedStream?
    private var unread: [UInt8] = []
    private var isBehindHead = false
    private var pace = Int.max
    /// Whether it asks for what there never was now and then.
    private let isConfused: Bool

    init(_ server: SimulatedServer, of path: String, isConfused: Bool) {
        self.server = server
        self.path = path
        self.isConfused = isConfused
    }

    /// One that starts the generation itself.
    init(starting server: SimulatedServer, _ word: String, on loop: Int, isConfused: Bool) {
        self.server = server
        self.isConfused = isConfused
        path = ""
        let target = "/v1/pipelines/talk/generations?dialect=penstock"
        let stream = server.open("POST", target, body: #"{"word": "\#(word)"}"#, on: loop)
        self.stream = stream
        read(stream)
    }

    /// Reads a bit, and perhaps leaves, and perhaps comes.
    func live(_ random: inout SeededRandomness, loops: Int) {
        guard farewells == 0 else { return }
        guard let stream else {
            if Int.random(in: 0..<3, using: &random) == 0 { come(&random, loops: loops) }
            return
        }
        read(stream)
        if pace < .max { stream.open(window: pace) }
        if stream.isClosed {
            leave()
        } else if Int.random(in: 0..<12, using: &random) == 0 {
            if Bool.random(using: &random) { stream.reset() } else { stream.end() }
            leave()
        }
    }

    private func come(_ random: inout SeededRandomness, loops: Int) {
        visits += 1
        isBehindHead = false
        unread = []
        pace = Bool.random(using: &random) ? .max : Int.random(in: 200...3_000, using: &random)
        var position = blocks.last?.sequence ?? start
        if hasEnd {
            // Nothing but the end of its connection can say so.
        } else if isConfused, Int.random(in: 0..<4, using: &random) == 0 {
            position += 100_000
        } else if Int.random(in: 0..<3, using: &random) == 0, let seen = blocks.randomElement(using: &random)
        {
            position = seen.sequence
        }
        blocks.removeAll { $0.sequence > position }
        let fields = position == 0 && start == 0 ? "" : "Last-Event-ID: 1.\(position)\r\n"
        stream = server.open(
            "GET",
            path + "/events?dialect=penstock",
            fields: fields,
            on: Int.random(in: 0..<loops, using: &random),
            window: pace
        )
    }

    private func leave() {
        stream = nil
    }

    private func read(_ stream: SimulatedStream) {
        unread += stream.takeBytes()
        if !isBehindHead {
            guard let end = Self.end(of: "\r\n\r\n", in: unread) else { return }
            let head = SimulatedServer.Answer(text: String(decoding: unread[..<end], as: UTF8.self))
            if head.status == 204 { farewells += 1 }
            if path.isEmpty { path = "/v1/generations/\(head.field("Generation-ID") ?? "")" }
            unread.removeFirst(end)
            isBehindHead = true
        }
        while let end = Self.end(of: "\n\n", in: unread) {
            take(unread[..<end])
            unread.removeFirst(end)
        }
    }

    private func take(_ bytes: ArraySlice<UInt8>) {
        var (sequence, event, data) = (0, "", "")
        for line in bytes.split(separator: 10) {
            let line = String(decoding: line, as: UTF8.self)
            if line.hasPrefix("id: 1.") { sequence = Int(line.dropFirst(6)) ?? -1 }
            if line.hasPrefix("event: ") { event = String(line.dropFirst(7)) }
            if line.hasPrefix("data: ") { data = String(line.dropFirst(6)) }
        }
        guard !data.isEmpty else { return }
        let block = Block(sequence: sequence, event: event, data: data)
        switch event {
        case "gap":
            blocks = []
        case "snapshot":
            start = sequence
            snapshot = block
        default:
            blocks.append(block)
            hasEnd = hasEnd || event.hasPrefix("generation_") && event != "generation_start"
        }
    }

    private static func end(of separator: String, in bytes: [UInt8]) -> Int? {
        let wanted = Array(separator.utf8)
        guard bytes.count >= wanted.count else { return nil }
        for index in 0...(bytes.count - wanted.count)
        where bytes[index] == wanted[0] && bytes[index..<index + wanted.count].elementsEqual(wanted) {
            return index + wanted.count
        }
        return nil
    }
}

extension ResumingReader.Block {
    private var json: JSONValue {
        let bytes = Array(data.utf8)
        return (try? JSONValue(reading: bytes.span)) ?? .null
    }

    /// Of a piece of text.
    var text: String { json["text"]?.string ?? "" }

    /// Of a snapshot of a single step.
    var said: String? {
        let step = json["steps"]?[0]
        return (step?["text"] ?? step?["output"])?.string ?? ""
    }
}
