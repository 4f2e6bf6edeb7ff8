import Platform
import Testing

@testable import HTTPClient

/// Pausing, resuming and cancelling, from every place where it may be asked for.
@Suite struct ControlTests {
    /// A body that no kernel's buffers hold.
    private static let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 64 * 1_024)

    @Test func aPausedTransferMakesTheServerWait() {
        let sent = Lock(0)
        let blocked = Semaphore()
        let server = FaultyServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\n\r\n")
            let count = connection.sendUntilBlocked(Self.piece)
            sent.withLock { $0 = count }
            blocked.signal()
            connection.send("the end")
        }
        let client = ClientLoop()
        let recorder = Recorder()
        recorder.onBytes = { transfer in
            transfer.pause()
            recorder.onBytes = nil
        }
        var request = HTTPClientRequest(port: server.port)
        // Silence that we asked for is not the server's.
        request.timeouts.idle = .milliseconds(100)
        client.start(request, recorder)
        recorder.bytesReceived.wait()
        blocked.wait()
        let whilePaused = recorder.now.body.count
        #expect((1...Self.piece.count).contains(whilePaused))
        #expect(sent.withLock { $0 } > whilePaused)
        #expect(recorder.now.ends == [])
        client.onLoop { recorder.transfer?.resume() }
        recorder.ended.wait()
        #expect(recorder.now.ends == [.complete])
        #expect(recorder.now.body.count == sent.withLock { $0 } + "the end".utf8.count)
        #expect(recorder.now.text.hasSuffix("xthe end"))
        client.stop()
        server.stop()
    }

    @Test func pausingAtEveryPieceLosesNothing() {
        let body = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        let server = FaultyServer { connection in
            while connection.readRequest() != nil {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n")
                connection.send(body)
            }
        }
        let client = ClientLoop()
        let loop = client.thread.loop
        let recorder = Recorder()
        recorder.onHead = { $0.pause() }
        recorder.onBytes = { transfer in
            transfer.pause()
            transfer.resume()
            transfer.pause()
            loop.execute { recorder.transfer?.resume() }
        }
        client.start(HTTPClientRequest(port: server.port), recorder)
        recorder.headReceived.wait()
        client.onLoop {}
        #expect(recorder.now.body == [])
        client.onLoop { recorder.transfer?.resume() }
        recorder.ended.wait()
        #expect(recorder.now.body == body)
        #expect(recorder.now.ends == [.complete])
        client.stop()
        server.stop()
    }

    @Test func aPausedTransferStillEndsInTime() {
        let server = FaultyServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\n\r\n")
            while connection.send(Self.piece) {}
        }
        let client = ClientLoop()
        let recorder = Recorder()
        recorder.onHead = { $0.pause() }
        var request = HTTPClientRequest(port: server.port)
        request.timeouts.total = .milliseconds(100)
        #expect(client.run(request, recorder).kind == .totalTimeout)
        #expect(recorder.now.body == [])
        client.stop()
        server.stop()
    }

    enum Moment: CaseIterable, Sendable {
        case atOnce, resolving, connecting, waiting, head, body, paused, resumed, afterTheEnd
    }

    @Test(arguments: Moment.allCases)
    func cancellingEndsItBeforeTheNextTurnIsOver(moment: Moment) {
        let server = FaultyServer { connection in
            guard moment != .waiting, connection.readRequest() != nil else { return connection.waitForEnd() }
            connection.send("HTTP/1.1 200 OK\r\n\r\n")
            if moment != .afterTheEnd { while connection.send(Self.piece) {} }
        }
        FaultyServer.withBlackHole { hole in
            let client = ClientLoop(patience: .seconds(100))
            let recorder = Recorder()
            let host = moment == .resolving ? "slow.test" : "127.0.0.1"
            let request = HTTPClientRequest(port: moment == .connecting ? hole : server.port, host: host)
            switch moment {
            case .head: recorder.onHead = { $0.cancel() }
            case .body, .atOnce: recorder.onBytes = { $0.cancel() }
            case .paused, .resumed: recorder.onHead = { $0.pause() }
            default: break
            }
            client.start(request, recorder)
            switch moment {
            case .atOnce:
                // In the turn that started it.
                client.onLoop { recorder.transfer?.cancel() }
            case .resolving, .connecting, .waiting:
                client.onLoop {}
                client.onLoop { recorder.transfer?.cancel() }
            case .paused:
                recorder.headReceived.wait()
                client.onLoop { recorder.transfer?.cancel() }
            case .resumed:
                recorder.headReceived.wait()
                client.onLoop {
                    recorder.transfer?.resume()
                    recorder.transfer?.cancel()
                    recorder.transfer?.cancel()
                }
            case .head, .body: recorder.ended.wait()
            case .afterTheEnd:
                recorder.ended.wait()
                client.onLoop { recorder.transfer?.cancel() }
            }
            client.onLoop {}
            #expect(recorder.now.ends.count == 1)
            #expect(recorder.now.kind == (moment == .afterTheEnd ? nil : .cancelled))
            #expect(client.metric("penstock_http_client_connections_active") == 0)
            #expect(client.timers == 0)
            let bytes = recorder.now.body.count
            #expect(moment == .body || bytes == 0)
            client.stop()
            #expect(recorder.now.body.count == bytes)
        }
        server.stop()
        #expect(server.openEnds == 0)
    }

    @Test func anObserverMayStartTheNextFromEachCall() {
        let server = FaultyServer { connection in
            while connection.readRequest() != nil {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            }
        }
        let client = ClientLoop()
        let (first, second, third) = (Recorder(), Recorder(), Recorder())
        let request = HTTPClientRequest(port: server.port)
        first.onHead = { _ in client.startNow(request, second) }
        first.onBytes = { _ in client.startNow(request, third) }
        client.start(request, first)
        for recorder in [first, second, third] {
            recorder.ended.wait()
            #expect(recorder.now.text == "ok")
            #expect(recorder.now.ends == [.complete])
        }
        client.stop()
        server.stop()
    }
}
