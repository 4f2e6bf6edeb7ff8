import Glibc
import Testing

@testable import HTTPClient

/// Who is believed to be the server that it says it is.
@Suite struct TLSTests {
    private func ask(
        _ server: TLSServer,
        host: String = "127.0.0.1",
        _ change: (inout UpstreamRoute) -> Void = { _ in }
    ) throws -> Recorder.Record {
        let client = ClientLoop()
        defer { client.stop() }
        var request = HTTPClientRequest(port: server.port)
        request.url = try UpstreamURL("https://\(host):\(server.port)/body")
        change(&request.route)
        return client.run(request)
    }

    @Test func onlyACertificateThatSomebodyVouchesForIsAccepted() throws {
        let server = TLSServer(certificateFor: "IP:127.0.0.1")
        defer { server.stop() }
        let authorities = server.authorities
        let stranger = try ask(server)
        #expect(stranger.kind == .tls, "\(stranger.detail)")
        #expect(stranger.heads == [])
        let known = try ask(server) { $0.authorities = authorities }
        #expect(known.ends == [.complete], "\(known.detail)")
        #expect(known.heads.first?.status == 200)
        #expect(known.text == "body")
        let unreadable = try ask(server) { $0.authorities = "/nowhere.pem" }
        #expect(unreadable.kind == .tls)
    }

    @Test func aCertificateForAnotherNameIsRefused() throws {
        let server = TLSServer(certificateFor: "DNS:server.test")
        defer { server.stop() }
        let authorities = server.authorities
        let wrong = try ask(server) { $0.authorities = authorities }
        #expect(wrong.kind == .tls, "\(wrong.detail)")
        let right = try ask(server, host: "server.test") { $0.authorities = authorities }
        #expect(right.ends == [.complete], "\(right.detail)")
        #expect(right.text == "body")
    }

    /// What TLS has decrypted already no socket tells of again.
    @Test func pausingAtEveryPieceLosesNothing() throws {
        let body = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        let server = TLSServer(certificateFor: "IP:127.0.0.1", body: body)
        defer { server.stop() }
        let client = ClientLoop()
        let loop = client.thread.loop
        let recorder = Recorder()
        recorder.onBytes = { transfer in
            transfer.pause()
            loop.execute { recorder.transfer?.resume() }
        }
        var request = HTTPClientRequest(port: server.port)
        request.url = try UpstreamURL("https://127.0.0.1:\(server.port)/body")
        request.route.authorities = server.authorities
        #expect(client.run(request, recorder).ends == [.complete])
        #expect(recorder.now.body == body)
        client.stop()
    }

    @Test func aServerWithoutTLSIsNotSpokenTo() throws {
        let server = FaultyServer { connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno")
            connection.waitForEnd()
        }
        let client = ClientLoop()
        var request = HTTPClientRequest(port: server.port)
        request.url = try UpstreamURL("https://127.0.0.1:\(server.port)/")
        let record = client.run(request)
        #expect(record.kind == .tls, "\(record.detail)")
        #expect(record.heads == [])
        client.stop()
        server.stop()
    }

    @Test func aHandshakeThatIsNeverAnsweredIsGivenUp() throws {
        let server = FaultyServer { $0.waitForEnd() }
        let client = ClientLoop()
        var request = HTTPClientRequest(port: server.port)
        request.url = try UpstreamURL("https://127.0.0.1:\(server.port)/")
        request.timeouts.connect = .milliseconds(50)
        #expect(client.run(request).kind == .connectTimeout)
        client.stop()
        server.stop()
    }
}
