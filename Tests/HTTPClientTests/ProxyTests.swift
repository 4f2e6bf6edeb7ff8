import Platform
import Testing

@testable import HTTPClient

/// Through somebody else: a proxy is named by a setting, never by the environment.
@Suite struct ProxyTests {
    private func ask(
        _ url: String,
        answer: String
    ) throws -> (record: Recorder.Record, seen: String, resolutions: Double) {
        let seen = Lock("")
        let proxy = FaultyServer { connection in
            let request = connection.readRequest() ?? ""
            seen.withLock { $0 = request }
            connection.send(answer)
        }
        let address = try UpstreamURL("http://user:secret@server.test:\(proxy.port)", allowsCredentials: true)
        let client = ClientLoop()
        var request = HTTPClientRequest(port: 1)
        request.url = try UpstreamURL(url)
        request.route.proxy = address
        request.fields = [HTTPField("Authorization", "Bearer s")]
        let record = client.run(request)
        let resolutions = client.metric("penstock_name_resolutions_total")
        client.stop()
        proxy.stop()
        return (record, seen.withLock { $0 }, resolutions)
    }

    @Test func theProxyIsAskedAndResolvedInPlaceOfTheServer() throws {
        let (record, seen, resolutions) = try ask(
            "http://unknown.test/a",
            answer: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        )
        #expect(record.text == "ok")
        #expect(seen.hasPrefix("GET http://unknown.test/a HTTP/1.1\r\n"))
        #expect(seen.contains("\r\nHost: unknown.test\r\n"))
        #expect(resolutions == 1)
    }

    @Test func aProxyThatDoesNotConnectIsNoAnswer() throws {
        let (record, seen, _) = try ask(
            "https://unknown.test/a",
            answer: "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"
        )
        #expect(record.kind == .connection, "\(record.detail)")
        #expect(record.heads == [])
        #expect(seen.hasPrefix("CONNECT unknown.test:443 HTTP/1.1\r\n"))
        // What is for the server is not shown to the proxy.
        #expect(!seen.contains("Bearer"))
    }
}
