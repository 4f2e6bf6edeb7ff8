internal import CCurl
internal import EventLoops
internal import Platform

/// curl's side of one transfer: everything it is told about it, and nothing that it would decide by itself.
@safe struct EasyHandle: ~Copyable {
    let handle: UnsafeMutableRawPointer
    private var fields: UnsafeMutablePointer<curl_slist>?
    private var addresses: UnsafeMutablePointer<curl_slist>?
    /// Where curl writes what went wrong, in words.
    private let words: UnsafeMutablePointer<CChar>

    init(
        _ request: HTTPClientRequest,
        _ settings: HTTPClientSettings,
        addresses: [PeerAddress],
        transfer: HTTPTransfer
    ) {
        guard let handle = unsafe curl_easy_init() else { preconditionFailure("curl has no memory") }
        unsafe self.handle = handle
        unsafe words = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe words.pointee = 0
        unsafe penstock_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, words)
        setBehaviour(settings, request)
        setTrust(request.route)
        setRoute(request, addresses)
        setRequest(request)
        setCallbacks(transfer)
    }

    deinit {
        unsafe curl_easy_cleanup(handle)
        unsafe curl_slist_free_all(fields)
        unsafe curl_slist_free_all(addresses)
        unsafe words.deallocate()
    }

    /// What tells it from others while it lives.
    var id: UInt { UInt(bitPattern: unsafe handle) }

    /// What went wrong, in curl's words.
    func explain(_ code: CURLcode) -> String {
        let text = unsafe String(cString: words)
        return text.isEmpty ? unsafe String(cString: curl_easy_strerror(code)) : text
    }

    /// Goes on after a pause; the bytes that were held back are delivered from inside this call.
    func resume() -> CURLcode {
        unsafe curl_easy_pause(handle, CURLPAUSE_CONT)
    }

    private func set(_ option: CURLoption, _ value: Int) {
        unsafe penstock_curl_set_long(handle, option, value)
    }

    private func set(_ option: CURLoption, _ value: String) {
        unsafe penstock_curl_set_string(handle, option, value)
    }

    private static func list(_ items: [String]) -> UnsafeMutablePointer<curl_slist>? {
        var head: UnsafeMutablePointer<curl_slist>?
        for item in items { unsafe head = curl_slist_append(head, item) }
        return unsafe head
    }

    private func setBehaviour(_ settings: HTTPClientSettings, _ request: HTTPClientRequest) {
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_NOSIGNAL, 1)
        // Should a name ever be left to curl, removing the transfer does not wait for its thread.
        set(CURLOPT_QUICK_EXIT, 1)
        set(CURLOPT_HTTP09_ALLOWED, 0)
        set(CURLOPT_PATH_AS_IS, 1)
        let version = request.route.version == .http1 ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS
        set(CURLOPT_HTTP_VERSION, Int(version))
        set(CURLOPT_MAXAGE_CONN, Int(settings.idleConnectionAge.components.seconds))
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_TCP_KEEPIDLE, 10)
        set(CURLOPT_TCP_KEEPINTVL, 5)
        // The deadline is the transfer's own; curl divides this among a name's addresses, so that a dead one does
        // not use up the time of the others.
        set(CURLOPT_CONNECTTIMEOUT_MS, Int(request.timeouts.connect.wholeMilliseconds) + 1_000)
    }

    private func setTrust(_ route: UpstreamRoute) {
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_CAINFO, route.authorities)
        // curl keeps what it read of a file, but only while there is no directory beside it.
        unsafe penstock_curl_set_string(handle, CURLOPT_CAPATH, nil)
    }

    private mutating func setRoute(_ request: HTTPClientRequest, _ addresses: [PeerAddress]) {
        set(CURLOPT_URL, request.url.description)
        // Empty rather than unset: the environment is not asked.
        set(CURLOPT_PROXY, request.route.proxy?.description ?? "")
        set(CURLOPT_NOPROXY, "")
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
        guard !addresses.isEmpty else { return }
        let hop = request.hop
        let list = addresses.map { address in
            let text = address.description
            return text.contains(":") ? "[\(text)]" : text
        }
        unsafe self.addresses = Self.list(["+\(hop.host):\(hop.port):\(list.joined(separator: ","))"])
        unsafe penstock_curl_set_list(handle, CURLOPT_RESOLVE, self.addresses)
    }

    private mutating func setRequest(_ request: HTTPClientRequest) {
        switch request.method {
        case "GET" where request.body.isEmpty: set(CURLOPT_HTTPGET, 1)
        case "HEAD": set(CURLOPT_NOBODY, 1)
        default:
            if !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(request.method) {
                unsafe penstock_curl_set_offset(
                    handle,
                    CURLOPT_POSTFIELDSIZE_LARGE,
                    curl_off_t(request.body.count)
                )
                unsafe request.body.withUnsafeBytes { bytes in
                    let start = unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress)
                    // Null would make curl read the body from a callback.
                    unsafe penstock_curl_set_pointer(
                        handle,
                        CURLOPT_COPYPOSTFIELDS,
                        start ?? UnsafeMutableRawPointer(words)
                    )
                }
            }
            set(CURLOPT_CUSTOMREQUEST, request.method)
        }
        // What curl would add by itself is named without a value, unless the request has it.
        var lines = ["Expect:"]
        for name in ["Accept", "Content-Type", "User-Agent"]
        where !request.fields.contains(where: { $0.isNamed(name) }) {
            lines.append("\(name):")
        }
        lines += request.allFields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        unsafe fields = Self.list(lines)
        unsafe penstock_curl_set_list(handle, CURLOPT_HTTPHEADER, fields)
    }

    private func setCallbacks(_ transfer: HTTPTransfer) {
        let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
        unsafe penstock_curl_set_pointer(handle, CURLOPT_PREREQDATA, context)
        unsafe penstock_curl_set_prereq_callback(
            handle,
            { context, _, _, _, _ in
                unsafe EasyHandle.call(context) { $0.connected() }
                return CURL_PREREQFUNC_OK
            }
        )
        unsafe penstock_curl_set_pointer(handle, CURLOPT_OPENSOCKETDATA, context)
        unsafe penstock_curl_set_open_callback(
            handle,
            { context, _, address in
                guard let address = unsafe address else { return CURL_SOCKET_BAD }
                var socket = CURL_SOCKET_BAD
                unsafe EasyHandle.call(context) { unsafe socket = $0.openSocket(address.pointee) }
                return socket
            }
        )
        unsafe penstock_curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
        unsafe penstock_curl_set_bytes_callback(
            handle,
            CURLOPT_HEADERFUNCTION,
            { bytes, size, count, context in
                unsafe EasyHandle.give(bytes, size * count, to: context) { $0.receivedLine($1) }
            }
        )
        unsafe penstock_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        unsafe penstock_curl_set_bytes_callback(
            handle,
            CURLOPT_WRITEFUNCTION,
            { bytes, size, count, context in
                unsafe EasyHandle.give(bytes, size * count, to: context) { $0.received($1) }
            }
        )
    }

    private static func call(_ context: UnsafeMutableRawPointer?, _ body: (HTTPTransfer) -> Void) {
        guard let context = unsafe context else { return }
        unsafe Unmanaged<HTTPTransfer>.fromOpaque(context)._withUnsafeGuaranteedRef(body)
    }

    /// - Returns: What curl understands: how many bytes were taken, or that the transfer waits or ends.
    private static func give(
        _ bytes: UnsafeMutablePointer<CChar>?,
        _ count: Int,
        to context: UnsafeMutableRawPointer?,
        _ body: (HTTPTransfer, Span<UInt8>) -> HTTPTransfer.Reaction
    ) -> Int {
        var answer = 0
        let start = unsafe UnsafeRawPointer(bytes)?.assumingMemoryBound(to: UInt8.self)
        unsafe call(context) { transfer in
            let span = unsafe Span(_unsafeElements: UnsafeBufferPointer(start: start, count: count))
            switch body(transfer, span) {
            case .taken: answer = count
            case .wait: answer = Int(CURL_WRITEFUNC_PAUSE)
            // Any other number than that of the bytes is an error for curl; there is never an empty line.
            case .stop: answer = count == 0 ? 1 : 0
            }
        }
        return answer
    }
}
