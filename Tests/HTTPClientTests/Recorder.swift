import HTTPClient
import Platform

/// Keeps what a transfer tells, and does on the loop what a test wants done at each point.
final class Recorder: HTTPTransferObserver, @unchecked Sendable {
    // @unchecked: what a test reads from its own thread is behind the lock; the rest belongs to the loop.

    struct Record {
        var heads: [HTTPResponseHead] = []
        var body: [UInt8] = []
        var ends: [HTTPTransferEnd] = []

        var text: String { String(decoding: body, as: UTF8.self) }
        /// How it ended, or why not.
        var kind: HTTPClientFault.Kind? {
            if case .failed(let fault) = ends.first { fault.kind } else { nil }
        }
        var detail: String {
            if case .failed(let fault) = ends.first { fault.detail } else { "" }
        }
    }

    private let record = Lock(Record())
    let headReceived = Semaphore()
    let bytesReceived = Semaphore()
    let ended = Semaphore()

    var transfer: (any UpstreamTransfer)?
    var onHead: ((any UpstreamTransfer) -> Void)?
    var onBytes: ((any UpstreamTransfer) -> Void)?

    var now: Record { record.withLock { $0 } }

    func transferReceivedHead(_ head: HTTPResponseHead) {
        record.withLock { $0.heads.append(head) }
        if let transfer { onHead?(transfer) }
        headReceived.signal()
    }

    func transferReceived(_ bytes: Span<UInt8>) {
        record.withLock { record in
            for index in bytes.indices { record.body.append(bytes[index]) }
        }
        if let transfer { onBytes?(transfer) }
        bytesReceived.signal()
    }

    func transferEnded(_ end: HTTPTransferEnd) {
        record.withLock { $0.ends.append(end) }
        transfer = nil
        ended.signal()
    }
}
