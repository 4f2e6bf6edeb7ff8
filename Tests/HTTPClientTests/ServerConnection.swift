import Glibc

/// The server's end of one connection, for a script that may block.
final class ServerConnection {
    private let descriptor: CInt
    private var isOpen = true
    private var unread: [UInt8] = []

    init(_ descriptor: CInt) {
        self.descriptor = descriptor
        var yes: CInt = 1
        setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<CInt>.size))
    }

    /// The next request with its body, or nil when there is none.
    func readRequest() -> String? {
        var end = headEnd
        while end == nil {
            guard readSome() else { return nil }
            end = headEnd
        }
        guard let end else { return nil }
        let head = String(decoding: unread[..<end], as: UTF8.self)
        let marker = "content-length: "
        let length =
            head.lowercased().split(separator: "\r\n").first { $0.hasPrefix(marker) }
            .flatMap { Int($0.dropFirst(marker.count)) } ?? 0
        while unread.count < end + length {
            guard readSome() else { return nil }
        }
        let request = String(decoding: unread[..<(end + length)], as: UTF8.self)
        unread.removeFirst(end + length)
        return request
    }

    /// Whether all of it was taken.
    @discardableResult
    func send(_ text: String) -> Bool {
        send(Array(text.utf8))
    }

    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// What fits into the kernel's buffers while nobody reads: gives up after a moment without progress.
    func sendUntilBlocked(_ piece: [UInt8]) -> Int {
        var total = 0
        while true {
            var writable = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&writable, 1, 300) == 1 else { return total }
            let count = piece.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT))
            }
            guard count > 0 else { return total }
            total += count
        }
    }

    /// Waits until the client has gone.
    func waitForEnd() {
        while readSome() {}
    }

    /// Reads nothing for a while: a client that left meanwhile is not noticed, since its end stands behind what it sent.
    func readNothingForAWhile() {
        var silent = pollfd(fd: descriptor, events: 0, revents: 0)
        _ = poll(&silent, 1, 300)
    }

    func endWriting() {
        shutdown(descriptor, CInt(SHUT_WR))
    }

    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        close()
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        Glibc.close(descriptor)
    }

    private var headEnd: Int? {
        unread.indices.first { unread[$0...].starts(with: "\r\n\r\n".utf8) }.map { $0 + 4 }
    }

    private func readSome() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return false }
        unread += buffer[..<count]
        return true
    }
}
