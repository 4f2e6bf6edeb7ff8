internal import Bytes
internal import EventLoops
internal import HTTPServer

/// A request about a generation, which is answered where the generation lives: often on another loop.
///
/// Belongs to the connection's loop.
final class ForwardedRequest: ResponseObserver {
    enum Answer: Sendable {
        case document(Status, [UInt8])
        case empty(Status)
        case problem(Problem)
    }

    private var writer: ResponseWriter?

    private init(_ writer: consuming ResponseWriter) {
        self.writer = consume writer
    }

    /// Has a generation's loop find the answer; if the generation goes meanwhile, it is that there is none.
    static func forward(
        _ writer: consuming ResponseWriter,
        to entry: GenerationStore.Entry,
        on loop: EventLoop,
        _ answer: @escaping @Sendable (GenerationRecord) -> Answer
    ) {
        let request = ForwardedRequest(writer)
        let own = LoopBound(holding: request, on: loop)
        request.writer?.wait(observer: request)
        entry.record.find { record in
            let answer = record.map(answer) ?? .problem(.noGeneration)
            own.run { $0.send(answer) }
            own.release()
        }
    }

    private func send(_ answer: Answer) {
        guard var writer = writer.take() else { return }
        writer.addField("Cache-Control", "no-store")
        switch answer {
        case .empty(let status): writer.send(status)
        case .problem(let problem): writer.send(problem)
        case .document(let status, let bytes):
            var body = ByteBuffer()
            body.append(bytes)
            writer.send(status, type: "application/json", body)
        }
    }

    func responseDrained() {}

    func responseEnded(_ ending: ResponseEnding) {
        writer = nil
    }
}

extension Problem {
    static var noGeneration: Problem {
        Problem(.notFound, "there is no such generation, or it is not kept any longer")
    }
}
