import Glibc
import Platform
import Simulation
import Testing
import Tracing

@testable import HTTPClient

/// What a well-behaved server answers.
@Suite struct ExchangeTests {
    private func exchange(
        _ request: (UInt16) -> HTTPClientRequest,
        _ script: @escaping @Sendable (ServerConnection) -> Void
    ) -> Recorder.Record {
        let server = FaultyServer(script)
        let client = ClientLoop()
        let record = client.run(request(server.port))
        client.stop()
        server.stop()
        return record
    }

    @Test func aRequestIsWhatWasAskedForAndNothingMore() {
        let seen = Lock("")
        let record = exchange { port in
            var request = HTTPClientRequest("POST", port: port, path: "/a/../b?c=d", body: "{\"x\":1}")
            request.fields = [
                HTTPField("Content-Type", "application/json"), HTTPField("X-Empty", ""),
                HTTPField("Authorization", "Bearer s"),
            ]
            return request
        } _: { connection in
            let request = connection.readRequest() ?? ""
            seen.withLock { $0 = request }
            connection.send("HTTP/1.1 201 Created\r\nX-A: b\r\nContent-Length: 2\r\n\r\nok")
        }
        let port = seen.withLock { $0 }.split(separator: "\r\n").first { $0.hasPrefix("Host: ") }
        #expect(
            seen.withLock { $0 }.split(separator: "\r\n", omittingEmptySubsequences: false) == [
                "POST /a/../b?c=d HTTP/1.1", port ?? "no host", "Content-Type: application/json", "X-Empty:",
                "Authorization: Bearer s", "Content-Length: 7", "", "{\"x\":1}",
            ]
        )
        #expect(record.heads.map(\.status) == [201])
        #expect(record.heads.first?["x-a"] == "b")
        #expect(record.text == "ok")
        #expect(record.ends == [.complete])
    }

    @Test(arguments: ["", "vendor=a,other=b"])
    func aRequestOfATraceSaysOnWhoseBehalfItIs(state: String) throws {
        let seen = Lock("")
        let caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        var random: any RandomNumberGenerator = SeededRandomness(seed: 1)
        let read = TraceParent(reading: Array(caller.utf8).span)
        let parent = try #require(read)
        let span = TraceContext(
            continuing: parent,
            TraceState(reading: state),
            ratio: 0,
            random: &random
        )
        _ = exchange { port in
            var request = HTTPClientRequest("GET", port: port, path: "/")
            request.trace = span
            return request
        } _: { connection in
            let request = connection.readRequest() ?? ""
            seen.withLock { $0 = request }
            connection.send("HTTP/1.1 204 No Content\r\n\r\n")
        }
        let lines = seen.withLock { $0 }.split(separator: "\r\n")
        let sent = try #require(lines.first { $0.hasPrefix("traceparent: ") }).dropFirst(13)
        // The same trace, and a span of ours in place of the caller's.
        let toldAs = TraceParent(reading: Array(sent.utf8).span)
        let told = try #require(toldAs)
        #expect(told == span.outgoing)
        #expect(told.traceID == parent.traceID && told.spanID != parent.spanID && told.isSampled)
        let states = lines.filter { $0.hasPrefix("tracestate") }
        #expect(states == (state.isEmpty ? [] : ["tracestate: \(state)"]))
    }

    @Test(arguments: [(204, ""), (302, ""), (404, "404"), (503, "503")])
    func aResponseIsTimedByWhomWasAskedAndWhatHeAnswered(status: Int, error: String) {
        let server = FaultyServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 \(status) X\r\nContent-Length: 0\r\n\r\n")
        }
        let client = ClientLoop()
        #expect(client.run(HTTPClientRequest("POST", port: server.port)).ends == [.complete])
        let labels =
            #"{http_request_method="POST",server_address="127.0.0.1",server_port="\#(server.port)","#
            + #"http_response_status_code="\#(status)",error_type="\#(error)"}"#
        let series = "\nhttp_client_request_duration_seconds_count\(labels) 1\n"
        #expect(Scrape(client.registry).text.contains(series))
        client.stop()
        server.stop()
    }

    struct Answer: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var method = "GET"
        let bytes: String
        var status = 200
        let body: String
    }

    @Test(arguments: [
        Answer(
            testDescription: "sized",
            bytes: "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
            body: "abc"
        ),
        Answer(
            testDescription: "chunked, with trailers",
            bytes:
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\nT: u\r\n\r\n",
            body: "abc"
        ),
        Answer(testDescription: "until the end", bytes: "HTTP/1.0 200 OK\r\n\r\nabc", body: "abc"),
        Answer(
            testDescription: "after interim heads",
            bytes: "HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
            body: "x"
        ),
        Answer(
            testDescription: "an error is an answer",
            bytes: "HTTP/1.1 429 Too Many\r\nContent-Length: 4\r\n\r\nlate",
            status: 429,
            body: "late"
        ),
        Answer(
            testDescription: "a redirect is not followed",
            bytes: "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n",
            status: 302,
            body: ""
        ),
        Answer(
            testDescription: "HEAD has no body",
            method: "HEAD",
            bytes: "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n",
            body: ""
        ),
        Answer(
            testDescription: "DELETE",
            method: "DELETE",
            bytes: "HTTP/1.1 204 No Content\r\n\r\n",
            status: 204,
            body: ""
        ),
    ])
    func whatCameIsToldWhole(answer: Answer) {
        let record = exchange {
            HTTPClientRequest(answer.method, port: $0)
        } _: { connection in
            guard let request = connection.readRequest(), request.hasPrefix(answer.method) else { return }
            connection.send(answer.bytes)
        }
        #expect(record.heads.map(\.status) == [answer.status])
        #expect(record.text == answer.body)
        #expect(record.ends == [.complete])
    }

    @Test func aConnectionServesOneRequestAfterTheOther() {
        let server = FaultyServer { connection in
            while let request = connection.readRequest() {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(request.utf8.count)\r\n\r\n\(request)")
            }
        }
        let client = ClientLoop()
        for count in 1...5 {
            let request = HTTPClientRequest(
                "POST",
                port: server.port,
                host: "server.test",
                body: "body \(count)"
            )
            #expect(client.run(request).text.hasSuffix("body \(count)"))
        }
        #expect(server.connectionCount == 1)
        #expect(client.metric("penstock_http_client_connections_active") == 1)
        #expect(client.metric("penstock_http_client_transfers_total", #"outcome="complete""#) == 5)
        #expect(client.metric("penstock_http_client_transfers_active") == 0)
        client.close()
        #expect(client.metric("penstock_http_client_connections_active") == 0)
        client.stop()
        server.stop()
    }

    @Test func aConnectionThatTheServerClosedIsReplaced() {
        let server = FaultyServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        let client = ClientLoop()
        for _ in 1...20 {
            #expect(client.run(HTTPClientRequest(port: server.port)).ends == [.complete])
        }
        client.stop()
        server.stop()
        #expect(server.openEnds == 0)
    }

    @Test func aNameIsResolvedByTheSystem() {
        let record = exchange {
            HTTPClientRequest(port: $0, host: "localhost")
        } _: { connection in
            guard connection.readRequest()?.contains("\r\nHost: localhost:") == true else { return }
            connection.send("HTTP/1.1 204 No Content\r\n\r\n")
        }
        #expect(record.ends == [.complete])
    }

    @Test func bytesArriveWhenTheyAreSent() {
        let proceed = Semaphore()
        let server = FaultyServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for piece in ["a", "b", "c"] {
                proceed.wait()
                connection.send("1\r\n\(piece)\r\n")
            }
            proceed.wait()
            connection.send("0\r\n\r\n")
        }
        let client = ClientLoop()
        let recorder = Recorder()
        client.start(HTTPClientRequest(port: server.port), recorder)
        recorder.headReceived.wait()
        for sofar in ["a", "ab", "abc"] {
            proceed.signal()
            recorder.bytesReceived.wait()
            #expect(recorder.now.text == sofar)
            #expect(recorder.now.ends == [])
        }
        proceed.signal()
        recorder.ended.wait()
        #expect(recorder.now.ends == [.complete])
        client.stop()
        server.stop()
    }

    @Test func aLargeBodyIsSentWhole() {
        let received = Lock(0)
        let body = String(repeating: "0123456789", count: 500_000)
        let record = exchange {
            HTTPClientRequest("PUT", port: $0, body: body)
        } _: { connection in
            let request = connection.readRequest() ?? ""
            received.withLock { $0 = request.hasSuffix(body) ? body.utf8.count : 0 }
            connection.send("HTTP/1.1 204 No Content\r\n\r\n")
        }
        #expect(record.ends == [.complete])
        #expect(received.withLock { $0 } == 5_000_000)
    }
}
