import Platform
import Testing

@testable import HTTPClient

/// Whatever the other side does, a transfer ends once, in time, by its right name, and leaves nothing behind.
@Suite struct FaultTests {
    @Test(arguments: ServerFault.all)
    func aFaultIsCalledByItsName(fault: ServerFault) {
        let server = FaultyServer(fault.script)
        let client = ClientLoop()
        let timersBefore = client.timers
        var request = HTTPClientRequest(port: server.port)
        fault.change(&request)
        let record = client.run(request)
        #expect(record.kind == fault.kind, "\(record.detail)")
        #expect(record.ends.count == 1)
        #expect(client.timers <= timersBefore + (fault.kind == nil ? 1 : 0))
        #expect(client.metric("penstock_http_client_transfers_active") == 0)
        let outcome = #"outcome="\#(fault.kind?.rawValue ?? "complete")""#
        #expect(client.metric("penstock_http_client_transfers_total", outcome) == 1)
        let type = #"error_type="\#(fault.kind?.rawValue ?? "")""#
        #expect(client.metric("http_client_request_duration_seconds_count", type) == 1)
        client.close()
        #expect(client.metric("penstock_http_client_connections_active") == 0)
        client.stop()
        server.stop()
        #expect(server.openEnds == 0)
    }

    @Test func aLongerBodyIsCutAndItsConnectionNotUsedAgain() {
        let server = FaultyServer { connection in
            _ = connection.readRequest()
            connection.send(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
            )
            connection.waitForEnd()
        }
        let client = ClientLoop()
        for _ in 0..<3 {
            #expect(client.run(HTTPClientRequest(port: server.port)).text == "ok")
        }
        #expect(server.connectionCount == 3)
        client.stop()
        server.stop()
    }

    @Test(arguments: [
        ("unknown.test", HTTPClientFault.Kind.nameResolution),
        ("slow.test", .nameResolution),
    ])
    func aNameWithoutAddressIsSaidSo(host: String, kind: HTTPClientFault.Kind) {
        let client = ClientLoop(patience: .milliseconds(50))
        let record = client.run(HTTPClientRequest(port: 1, host: host))
        #expect(record.kind == kind)
        #expect(record.detail.contains(host))
        #expect(client.timers == 0)
        client.stop()
    }

    @Test func theTimeToConnectIncludesTheName() {
        let client = ClientLoop(patience: .seconds(100))
        var request = HTTPClientRequest(port: 1, host: "slow.test")
        request.timeouts.connect = .milliseconds(20)
        #expect(client.run(request).kind == .connectTimeout)
        #expect(client.timers == 0)
        client.stop()
    }

    @Test func aPortWhereNobodyListensRefuses() {
        let client = ClientLoop()
        let record = client.run(HTTPClientRequest(port: FaultyServer.refusingPort(), host: "server.test"))
        #expect(record.kind == .connection)
        #expect(client.metric("penstock_http_client_connections_active") == 0)
        client.stop()
    }

    @Test func theNextAddressOfANameIsTried() {
        let server = FaultyServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        }
        let client = ClientLoop()
        // Many at once, so that the numbers of their sockets are used again while others still connect.
        let recorders = (0..<50).map { _ in Recorder() }
        for recorder in recorders {
            client.start(HTTPClientRequest(port: server.port, host: "two.test"), recorder)
        }
        for recorder in recorders {
            recorder.ended.wait()
            #expect(recorder.now.ends == [.complete])
        }
        #expect(client.metric("penstock_http_client_connections_active") == 0)
        client.stop()
        server.stop()
        #expect(server.openEnds == 0)
    }

    @Test func aConnectionThatIsNeverAnsweredIsGivenUp() {
        FaultyServer.withBlackHole { port in
            let client = ClientLoop()
            var request = HTTPClientRequest(port: port)
            request.timeouts.connect = .milliseconds(50)
            #expect(client.run(request).kind == .connectTimeout)
            #expect(client.metric("penstock_http_client_connections_active") == 0)
            request.timeouts.connect = .seconds(20)
            request.timeouts.total = .milliseconds(50)
            #expect(client.run(request).kind == .totalTimeout)
            #expect(client.timers == 0)
            client.stop()
        }
    }

    @Test func moreTransfersThanThereMayBeAreRefused() {
        let server = FaultyServer { $0.waitForEnd() }
        let client = ClientLoop { $0.transfersMax = 2 }
        let running = [Recorder(), Recorder()]
        for recorder in running { client.start(HTTPClientRequest(port: server.port), recorder) }
        #expect(client.run(HTTPClientRequest(port: server.port)).kind == .overloaded)
        #expect(client.metric("penstock_http_client_bounds_hit_total", #"bound="transfers""#) == 1)
        #expect(client.metric("penstock_http_client_transfers_active") == 2)
        client.close()
        #expect(running.map(\.now.kind) == [.cancelled, .cancelled])
        #expect(client.run(HTTPClientRequest(port: server.port)).kind == .cancelled)
        client.stop()
        server.stop()
    }

    @Test func aRequestThatCannotBeSentIsNot() {
        let client = ClientLoop()
        var request = HTTPClientRequest(port: 1)
        request.fields = [HTTPField("X-A", "b\r\nX-B: c")]
        #expect(client.run(request).kind == .invalidRequest)
        client.stop()
    }

    @Test func aThousandFaultsLeaveNothingBehind() {
        let faults = ServerFault.all.filter { $0.kind != nil }
        let turn = Lock(0)
        let scripts = faults.map(\.script)
        // Each connection gets the next script, so that a fault meets the request of another, too.
        let server = FaultyServer { connection in
            let index = turn.withLock { turn in
                turn += 1
                return turn % scripts.count
            }
            scripts[index](connection)
        }
        let client = ClientLoop()
        let timersBefore = client.timers
        for round in 0..<20 {
            let recorders = (0..<50).map { _ in Recorder() }
            for (index, recorder) in recorders.enumerated() {
                var request = HTTPClientRequest(
                    port: server.port,
                    host: index % 7 == 0 ? "slow.test" : "server.test"
                )
                faults[(round + index) % faults.count].change(&request)
                request.body = []
                request.bodyBytesMax = min(request.bodyBytesMax ?? .max, 100_000)
                request.timeouts.firstByte = min(request.timeouts.firstByte, .milliseconds(200))
                request.timeouts.idle = min(request.timeouts.idle, .milliseconds(200))
                request.timeouts.total = min(request.timeouts.total, .milliseconds(400))
                client.start(request, recorder)
            }
            for recorder in recorders { recorder.ended.wait() }
            #expect(recorders.allSatisfy { $0.now.ends.count == 1 })
        }
        #expect(client.metric("penstock_http_client_transfers_total") == 1_000)
        #expect(client.metric("penstock_http_client_transfers_active") == 0)
        client.close()
        #expect(client.timers == timersBefore)
        #expect(client.metric("penstock_http_client_connections_active") == 0)
        client.stop()
        server.stop()
        #expect(server.openEnds == 0)
    }
}
