import Bytes
import EventLoops
import HTTPServer
import Metrics
import Platform
import Simulation

/// libFuzzer's entry: what a client may send, cut where the first byte says, through the real connection, parser,
/// router and writers.
///
/// Beside crashes it finds answers that must not be: two to one refused request, or any after the refusal.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRequest(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count > 1 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    RequestFuzzer(cuts: input[0]).feed(input[1...])
    return 0
}

/// Made once: an input is small, and a registry is not.
private let metrics = HTTPMetrics(Registry(loops: 1))

private final class RequestFuzzer {
    private let simulated = SimulatedEventLoop()
    private let stream: SimulatedStream
    private let service: HTTPService
    private var random: SeededRandomness

    init(cuts: UInt8) {
        random = SeededRandomness(seed: UInt64(cuts))
        stream = SimulatedStream(on: simulated.loop)
        service = HTTPService(
            on: simulated.loop,
            bounds: ConnectionBounds(),
            metrics: metrics,
            ended: { _ in },
            released: { _ in }
        )
        var echo = Route(.post, "/echo", needs: nil) { request, writer in
            var copy = ByteBuffer()
            request.withBody { copy.append($0) }
            writer.send(.ok, type: "text/plain", copy)
        }
        echo.bodyBytes = 4_096
        service.setRoutes([
            Route(.get, "/", needs: nil) { _, writer in writer.send(.ok, type: "text/plain", "ok\n") },
            Route(.get, "/items/{item}", needs: nil) { request, writer in
                precondition(request.parameters.count == 1, "a route with one parameter has one")
                _ = (request.field("accept"), request.queryValue("q"), request.path)
                writer.send(.noContent)
            },
            echo,
        ])
        service.serve(stream, from: .ipv4(0x7F00_0001))
    }

    func feed(_ input: ArraySlice<UInt8>) {
        var rest = input
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...64, using: &random))
            stream.send(piece)
            rest = rest.dropFirst(piece.count)
            if Bool.random(using: &random) { simulated.settle() }
        }
        simulated.advance(by: .seconds(200))
        precondition(stream.isClosed, "a connection whose client says nothing more is closed")
        precondition(service.connectionCount == 0, "a closed connection is forgotten")
        checkAnswers()
    }

    /// Every refusal that closes the connection is the last thing that is said on it.
    private func checkAnswers() {
        let text = stream.take()
        guard let closing = text.firstRange(of: "\r\nConnection: close\r\n") else { return }
        precondition(
            !text[closing.upperBound...].contains("\r\nHTTP/1.1 "),
            "nothing is answered after the last answer"
        )
    }
}
