internal import Bytes
internal import CLLHTTP

/// Turns the bytes of one connection into requests, by llhttp in strict mode and the refusals it lacks.
///
/// It is asked, never calls: `parse` takes bytes until something happened that the connection must decide about.
@safe final class RequestParser {
    enum Step: Equatable {
        /// The bytes that were taken are not all of the request.
        case needsMore
        /// The head of a request with a body is complete.
        case head
        /// The request is complete; nothing of the next one is read before `parse` is called again.
        case message
        case fault(RequestFault)
    }

    let request: Request
    private let bounds: ConnectionBounds
    private let parser: UnsafeMutablePointer<llhttp_t>
    /// Watches over the head, and over the trailers of a chunked body.
    private var headGuard: HeadGuard? = .head
    private var fault: RequestFault?
    /// Why llhttp was told to pause.
    private var pause = Step.needsMore
    private var isInName = false
    private var isInHead = true
    private var hasBegun = false
    private var targetBytes = 0
    private var rawBodyBytes = 0
    /// The bound of the body, which a route may have changed at the head.
    var bodyLimit: Int
    /// The body's length, if the head says it.
    private(set) var announcedBytes: Int?
    /// Whether the client waits to be told that its body is welcome.
    private(set) var expectsContinue = false

    /// - Parameters:
    ///   - request: Filled in with one request after the other.
    ///   - settings: Outlives the parser.
    ///   - bounds: What a request may be.
    init(into request: Request, settings: ParserSettings, bounds: ConnectionBounds) {
        self.request = request
        self.bounds = bounds
        bodyLimit = bounds.bodyBytes
        unsafe parser = .allocate(capacity: 1)
        unsafe llhttp_init(parser, HTTP_REQUEST, settings.pointer)
        unsafe parser.pointee.data = Unmanaged.passUnretained(self).toOpaque()
    }

    deinit {
        unsafe parser.deallocate()
    }

    /// Whether some bytes of a request have arrived and others have not.
    var isInsideRequest: Bool { hasBegun }

    /// Reads on, and says how many bytes it took and why it stopped.
    func parse(_ bytes: Span<UInt8>) -> (taken: Int, step: Step) {
        guard fault == nil else { return (bytes.count, .needsMore) }
        // Until a request begins, what is left of the one before belongs to nobody.
        if !hasBegun { request.begin() }
        let wasInHead = isInHead
        let (passed, refusal) = headGuard?.check(bytes) ?? (bytes.count, nil)
        let isGuarded = headGuard != nil
        let bytes = bytes.extracting(first: passed)
        let (taken, status) = unsafe bytes.withUnsafeBufferPointer { unsafe execute($0) }
        if !wasInHead { countFraming(taken) }
        if let fault { return (taken, .fault(fault)) }
        switch status {
        case HPE_OK:
            fault = refusal
            if isGuarded, headGuard?.isAtEnd == true {
                fault = .malformed("the head does not end where it seems to")
            }
            return (taken, fault.map { .fault($0) } ?? .needsMore)
        case HPE_PAUSED:
            if pause == .message { headGuard = .head }
            if pause == .head { headGuard = nil }
            return (taken, pause)
        default:
            let refusal = RequestFault.malformed(unsafe String(cString: llhttp_get_error_reason(parser)))
            fault = refusal
            return (taken, .fault(refusal))
        }
    }

    private func execute(_ bytes: UnsafeBufferPointer<UInt8>) -> (taken: Int, status: llhttp_errno_t) {
        guard let base = bytes.baseAddress else { return (0, HPE_OK) }
        let start = unsafe UnsafeRawPointer(base).assumingMemoryBound(to: CChar.self)
        unsafe llhttp_resume(parser)
        var status = unsafe llhttp_execute(parser, start, bytes.count)
        if status == HPE_PAUSED_UPGRADE {
            // An offer to change protocols is ignored, and the bytes behind it are the next request.
            let taken = unsafe llhttp_get_error_pos(parser) - start
            unsafe llhttp_resume_after_upgrade(parser)
            guard taken < bytes.count else { return (taken, HPE_OK) }
            status = unsafe llhttp_execute(parser, start + taken, bytes.count - taken)
        }
        guard status != HPE_OK else { return (bytes.count, status) }
        guard let position = unsafe llhttp_get_error_pos(parser) else { return (bytes.count, status) }
        return (unsafe position - start, status)
    }

    /// Everything of a chunked body that is not content is framing, and has a bound of its own.
    private func countFraming(_ taken: Int) {
        rawBodyBytes += taken
        if rawBodyBytes - request.bodyBytes > bounds.chunkFramingBytes, fault == nil {
            fault = .chunkFramingTooLarge(limit: bounds.chunkFramingBytes)
        }
    }

    // MARK: What llhttp calls

    func began() -> CInt {
        bodyLimit = bounds.bodyBytes
        expectsContinue = false
        announcedBytes = nil
        rawBodyBytes = 0
        isInHead = true
        isInName = false
        hasBegun = true
        return 0
    }

    func readTarget(_ bytes: Span<UInt8>) -> CInt {
        request.append(target: bytes)
        guard request.textBytes <= bounds.targetBytes else {
            return refuse(.targetTooLong(limit: bounds.targetBytes))
        }
        return 0
    }

    func endedTarget() -> CInt {
        targetBytes = request.textBytes
        return request.splitTarget() ? 0 : refuse(.malformed("the request target is no path"))
    }

    func readName(_ bytes: Span<UInt8>) -> CInt {
        guard isInHead else { return 0 }
        if !isInName {
            isInName = true
            request.beginField()
            guard request.fieldCount <= bounds.headerCount else {
                return refuse(.tooManyHeaders(limit: bounds.headerCount))
            }
        }
        request.append(name: bytes)
        return checkHeaderBytes()
    }

    func endedName() -> CInt {
        guard isInHead else { return 0 }
        isInName = false
        return request.endName() ? 0 : refuse(.malformed("the name of a header field is no token"))
    }

    func readValue(_ bytes: Span<UInt8>) -> CInt {
        guard isInHead else { return 0 }
        request.append(value: bytes)
        return checkHeaderBytes()
    }

    func endedValue() -> CInt {
        if isInHead { request.endValue() }
        return 0
    }

    /// The head is whole: what remains to be refused is refused here, before any of it is acted on.
    func endedHead() -> CInt {
        isInHead = false
        request.method = Method(llhttpMethod: unsafe parser.pointee.method)
        request.isHTTP10 = unsafe parser.pointee.http_minor == 0
        request.keepsAlive = unsafe llhttp_should_keep_alive(parser) == 1
        do throws(RequestFault) {
            guard unsafe parser.pointee.http_major == 1, unsafe parser.pointee.http_minor <= 1 else {
                throw .unsupportedVersion
            }
            let isChunked = unsafe CInt(parser.pointee.flags) & CInt(F_CHUNKED.rawValue) != 0
            expectsContinue = try request.checkFraming(isChunked: isChunked)
            let length = unsafe parser.pointee.content_length
            guard isChunked || length > 0 else { return 0 }
            if !isChunked, length > UInt64(Int.max) { throw .bodyTooLarge(limit: bodyLimit) }
            announcedBytes = isChunked ? nil : Int(length)
            return pause(for: .head)
        } catch {
            return refuse(error)
        }
    }

    func readBody(_ bytes: Span<UInt8>) -> CInt {
        guard request.bodyBytes + bytes.count <= bodyLimit else {
            return refuse(.bodyTooLarge(limit: bodyLimit))
        }
        request.append(body: bytes)
        return 0
    }

    /// The line of a chunk's size is whole; trailers follow the last one.
    func endedChunkSize() -> CInt {
        guard unsafe parser.pointee.content_length == 0 else { return 0 }
        headGuard = .trailers
        return pause(for: .needsMore)
    }

    func endedMessage() -> CInt {
        hasBegun = false
        isInHead = true
        return pause(for: .message)
    }

    private func pause(for step: Step) -> CInt {
        pause = step
        return CInt(HPE_PAUSED.rawValue)
    }

    private func checkHeaderBytes() -> CInt {
        request.textBytes - targetBytes <= bounds.headerBytes
            ? 0 : refuse(.headersTooLarge(limit: bounds.headerBytes))
    }

    /// Stops llhttp; the fault is what `parse` then reports.
    private func refuse(_ refusal: RequestFault) -> CInt {
        if fault == nil { fault = refusal }
        return CInt(HPE_USER.rawValue)
    }
}

extension Method {
    fileprivate init(llhttpMethod number: UInt8) {
        switch llhttp_method_t(UInt32(number)) {
        case HTTP_GET: self = .get
        case HTTP_HEAD: self = .head
        case HTTP_POST: self = .post
        case HTTP_PUT: self = .put
        case HTTP_DELETE: self = .delete
        case HTTP_PATCH: self = .patch
        case HTTP_OPTIONS: self = .options
        default: self = .other
        }
    }
}
