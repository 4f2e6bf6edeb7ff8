internal import CUV
internal import Glibc

/// Asks the machine's resolver, in a thread of libuv's pool.
///
/// A question cannot be taken back, and a loop ends only after its last answer: the resolver's own patience
/// (`resolv.conf`: 5 s for each server and attempt) bounds that.
@safe package final class SystemNameLookup: NameLookup {
    private let thread: LoopThread

    package init(on thread: LoopThread) {
        self.thread = thread
    }

    /// One question: it lives until it is answered.
    @safe private final class Question {
        let request: UnsafeMutablePointer<uv_getaddrinfo_t>
        let answer: (Result<[PeerAddress], NameFault>) -> Void

        init(_ answer: @escaping (Result<[PeerAddress], NameFault>) -> Void) {
            unsafe request = .allocate(capacity: 1)
            self.answer = answer
        }

        deinit {
            unsafe request.deallocate()
        }
    }

    package func findAddresses(
        of name: String,
        _ answer: @escaping (Result<[PeerAddress], NameFault>) -> Void
    ) {
        thread.loop.preconditionOnLoop()
        let question = Question(answer)
        let retained = unsafe Unmanaged.passRetained(question)
        unsafe question.request.pointee.data = retained.toOpaque()
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        // Without it a machine that has no IPv6 is told of addresses that it cannot reach.
        unsafe hints.ai_flags = AI_ADDRCONFIG
        let status = unsafe uv_getaddrinfo(
            thread.uv,
            question.request,
            { request, status, found in
                guard let context = unsafe request?.pointee.data else { return }
                let question = unsafe Unmanaged<Question>.fromOpaque(context).takeRetainedValue()
                question.answer(unsafe SystemNameLookup.read(status, found))
                unsafe uv_freeaddrinfo(found)
            },
            name,
            nil,
            &hints
        )
        guard status != 0 else { return }
        unsafe retained.release()
        let fault = Self.fault(status)
        thread.loop.atEndOfTurn { answer(.failure(fault)) }
    }

    private static func read(
        _ status: CInt,
        _ found: UnsafeMutablePointer<addrinfo>?
    ) -> Result<[PeerAddress], NameFault> {
        guard status == 0 else { return .failure(fault(status)) }
        var addresses: [PeerAddress] = []
        var next = unsafe found
        while let entry = unsafe next {
            var storage = sockaddr_storage()
            if let address = unsafe entry.pointee.ai_addr {
                let length = min(Int(unsafe entry.pointee.ai_addrlen), MemoryLayout<sockaddr_storage>.size)
                unsafe withUnsafeMutableBytes(of: &storage) { bytes in
                    unsafe bytes.copyMemory(from: UnsafeRawBufferPointer(start: address, count: length))
                }
                addresses.append(PeerAddress(storage))
            }
            unsafe next = entry.pointee.ai_next
        }
        return addresses.isEmpty ? .failure(.unknown) : .success(addresses)
    }

    private static func fault(_ status: CInt) -> NameFault {
        switch status {
        case UV_EAI_NONAME.rawValue, UV_EAI_NODATA.rawValue, UV_EAI_ADDRFAMILY.rawValue: .unknown
        default: unsafe .failed(String(cString: uv_strerror(status)))
        }
    }
}
