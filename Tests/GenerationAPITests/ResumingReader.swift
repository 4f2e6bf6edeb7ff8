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
    /// Visits on which it was given a stream.
    private(set) var streams = 0
    /// Visits that it ended before it knew how it would be answered.
    private(set) var unanswered = 0
    /// How often it asked for more when it had the end, and was told that there is none.
    private(set) var farewells = 0
    /// The status with which it was sent away for good.
    private(set) var refusal: Int?
    /// Everything it received.
    private(set) var received: [UInt8] = []
    /// When it came to the stream on which it got the end.
    private(set) var cameForEnd: Timestamp?
    private var came: Timestamp?
    /// Connections that it left without a word, which the server has to find out.
    private(set) var silent: [SimulatedStream] = []

    private let server: SimulatedServer
    private(set) var path: String?
    /// What it asks first, if nobody has begun the generation.
    private let order: GenerationOrder?
    private var stream: SimulatedStream?
    private var unread: [UInt8] = []
    private var isBehindHead = false
    private var pace = Int.max
    /// Whether it asks for what there never was now and then.
    private let isConfused: Bool
    /// Whether it neither leaves nor dawdles any more.
    var isPatient = false
    /// Whether it may vanish without closing its connection.
    var goesSilent = false

    init(_ server: SimulatedServer, of path: String, isConfused: Bool) {
        self.server = server
        self.path = path
        order = nil
        self.isConfused = isConfused
    }

    /// One that begins the generation itself.
    init(_ server: SimulatedServer, starting order: GenerationOrder) {
        self.server = server
        self.order = order
        isConfused = false
    }

    /// One that has begun the generation and reads it from the first event on.
    init(starting server: SimulatedServer, _ word: String, on loop: Int) {
        self.server = server
        order = nil
        isConfused = false
        let target = "/v1/pipelines/talk/generations?dialect=penstock"
        let stream = server.open("POST", target, body: #"{"word": "\#(word)"}"#, on: loop)
        self.stream = stream
        read(stream)
    }

    /// Whether it wants nothing any more, or there is nobody whom it could ask.
    var isOver: Bool { farewells > 0 || refusal != nil || isLost }

    /// Whether it left before it was told what it had begun.
    var isLost: Bool { path == nil && visits > 0 && stream == nil }

    /// Whether it asks for a generation of its own.
    var begins: Bool { order != nil }

    /// How long it will wait, if it said so when it began.
    var deadline: Duration? { order?.deadline }

    /// Reads a bit, and perhaps leaves, and perhaps comes.
    func live(_ random: inout SeededRandomness, loops: Int) {
        guard !isOver else { return }
        guard let stream else {
            if isPatient || visits == 0 || Int.random(in: 0..<3, using: &random) == 0 {
                come(&random, loops: loops)
            }
            return
        }
        read(stream)
        if isPatient { pace = .max }
        if pace < .max || isPatient { stream.open(window: pace) }
        if stream.isClosed {
            leave()
        } else if !isPatient, Int.random(in: 0..<12, using: &random) == 0 {
            switch Int.random(in: 0..<(goesSilent ? 3 : 2), using: &random) {
            case 0: stream.reset()
            case 1: stream.end()
            default:
                stream.window = 0
                silent.append(stream)
            }
            leave()
        }
    }

    private func come(_ random: inout SeededRandomness, loops: Int) {
        visits += 1
        came = server.loops.clock.timestamp()
        isBehindHead = false
        unread = []
        pace = Bool.random(using: &random) ? .max : Int.random(in: 200...3_000, using: &random)
        let loop = Int.random(in: 0..<loops, using: &random)
        guard let path else {
            guard let order else { return }
            stream = server.open(
                "POST",
                order.target + "?dialect=penstock",
                fields: order.fields,
                body: order.body,
                on: loop,
                window: pace
            )
            return
        }
        var position = blocks.last?.sequence ?? start
        if hasEnd {
            // Nothing but the end of its connection can say so.
        } else if isConfused, !isPatient, Int.random(in: 0..<4, using: &random) == 0 {
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
            on: loop,
            window: pace
        )
    }

    private func leave() {
        if !isBehindHead { unanswered += 1 }
        stream = nil
    }

    private func read(_ stream: SimulatedStream) {
        let bytes = stream.takeBytes()
        received += bytes
        unread += bytes
        if !isBehindHead {
            guard let end = Self.end(of: "\r\n\r\n", in: unread) else { return }
            takeHead(String(decoding: unread[..<end], as: UTF8.self))
            unread.removeFirst(end)
            isBehindHead = true
        }
        while let end = Self.end(of: "\n\n", in: unread) {
            take(unread[..<end])
            unread.removeFirst(end)
        }
    }

    private func takeHead(_ text: String) {
        let head = SimulatedServer.Answer(text: text)
        switch head.status {
        case 200: streams += 1
        case 204: farewells += 1
        default: refusal = head.status
        }
        if path == nil { path = head.field("Generation-ID").map { "/v1/generations/\($0)" } }
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
        case "shutdown":
            break
        default:
            blocks.append(block)
            guard event.hasPrefix("generation_"), event != "generation_start" else { return }
            hasEnd = true
            cameForEnd = came
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
