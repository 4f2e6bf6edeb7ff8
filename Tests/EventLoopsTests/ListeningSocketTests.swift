import Glibc
import Testing

@testable import EventLoops

/// Real sockets on loopback: what an accepted connection inherits from its listener.
@Suite struct ListeningSocketTests {
    /// A connection to `listener`, from both of its ends.
    private func connect(to listener: ListeningSocket) throws -> (client: CInt, accepted: CInt) {
        let (storage, length) = try listener.address.resolve()
        let client = socket(CInt(storage.ss_family), CInt(SOCK_STREAM.rawValue), 0)
        let connected = withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(client, $0, length) }
        }
        #expect(connected == 0)
        var readable = pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0)
        #expect(poll(&readable, 1, 5_000) == 1)
        return (client, accept(listener.descriptor, nil, nil))
    }

    private func option(_ descriptor: CInt, _ level: CInt, _ name: CInt) -> CInt {
        var value: CInt = -1
        var length = socklen_t(MemoryLayout<CInt>.size)
        getsockopt(descriptor, level, name, &value, &length)
        return value
    }

    @Test func aPeerThatVanishesIsNoticedAndSmallWritesLeaveAtOnce() throws {
        let listener = try ListeningSocket(binding: .tcp(host: "127.0.0.1", port: 0))
        defer { listener.close() }
        let (client, accepted) = try connect(to: listener)
        defer {
            close(client)
            close(accepted)
        }
        let tcp = CInt(IPPROTO_TCP)
        #expect(option(accepted, tcp, TCP_NODELAY) != 0)
        #expect(option(accepted, SOL_SOCKET, SO_KEEPALIVE) != 0)
        // Silence is answered by probes, and unacknowledged bytes are given up, within half a minute.
        let probes = option(accepted, tcp, TCP_KEEPCNT) * option(accepted, tcp, TCP_KEEPINTVL)
        #expect((1...30).contains(option(accepted, tcp, TCP_KEEPIDLE) + probes))
        #expect((1...30_000).contains(option(accepted, tcp, TCP_USER_TIMEOUT)))
    }

    @Test func aTakenPortIsSaidInASentence() throws {
        let listener = try ListeningSocket(binding: .tcp(host: "127.0.0.1", port: 0))
        defer { listener.close() }
        let fault = #expect(throws: ListeningSocket.Fault.self) {
            try ListeningSocket(binding: listener.address)
        }
        #expect(
            fault?.description
                == "cannot listen on \(listener.address): another process listens there; stop it, or choose "
                + "another with --listen"
        )
    }

    @Test func theFileOfASocketThatNobodyListensOnIsReplaced() throws {
        let path = "/tmp/penstock-\(getpid())-stale.sock"
        let first = try ListeningSocket(binding: .unix(path: path))
        let fault = #expect(throws: ListeningSocket.Fault.self) {
            try ListeningSocket(binding: .unix(path: path))
        }
        #expect(fault?.description.contains("another process listens there") == true)
        first.close()
        let second = try ListeningSocket(binding: .unix(path: path))
        second.close(removingFile: true)
        #expect(access(path, F_OK) != 0)
    }
}
