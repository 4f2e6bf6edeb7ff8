internal import CLLHTTP

/// llhttp's callbacks, the same for every parser: each finds its parser and calls the method of that name.
@safe final class ParserSettings {
    let pointer: UnsafeMutablePointer<llhttp_settings_t>

    init() {
        unsafe pointer = .allocate(capacity: 1)
        unsafe llhttp_settings_init(pointer)
        unsafe pointer.pointee.on_message_begin = { unsafe RequestParser.call($0) { $0.began() } }
        unsafe pointer.pointee.on_url = { unsafe RequestParser.lend($0, $1, $2) { $0.readTarget($1) } }
        unsafe pointer.pointee.on_url_complete = { unsafe RequestParser.call($0) { $0.endedTarget() } }
        unsafe pointer.pointee.on_header_field = { unsafe RequestParser.lend($0, $1, $2) { $0.readName($1) } }
        unsafe pointer.pointee.on_header_field_complete = { unsafe RequestParser.call($0) { $0.endedName() } }
        unsafe pointer.pointee.on_header_value = {
            unsafe RequestParser.lend($0, $1, $2) { $0.readValue($1) }
        }
        unsafe pointer.pointee.on_header_value_complete = {
            unsafe RequestParser.call($0) { $0.endedValue() }
        }
        unsafe pointer.pointee.on_headers_complete = { unsafe RequestParser.call($0) { $0.endedHead() } }
        unsafe pointer.pointee.on_body = { unsafe RequestParser.lend($0, $1, $2) { $0.readBody($1) } }
        unsafe pointer.pointee.on_chunk_header = {
            unsafe RequestParser.call($0) { $0.endedChunkSize() }
        }
        unsafe pointer.pointee.on_message_complete = { unsafe RequestParser.call($0) { $0.endedMessage() } }
    }

    deinit {
        unsafe pointer.deallocate()
    }
}

extension RequestParser {
    /// Calls the parser whose `llhttp_t` a callback was given; it outlives every call of `llhttp_execute`.
    @unsafe fileprivate static func call(
        _ parser: UnsafeMutablePointer<llhttp_t>?,
        _ body: (RequestParser) -> CInt
    ) -> CInt {
        unsafe Unmanaged<RequestParser>.fromOpaque(parser.unsafelyUnwrapped.pointee.data)
            ._withUnsafeGuaranteedRef(body)
    }

    /// Lends the bytes of a callback to the parser it was meant for.
    @unsafe fileprivate static func lend(
        _ parser: UnsafeMutablePointer<llhttp_t>?,
        _ start: UnsafePointer<CChar>?,
        _ count: Int,
        to read: (RequestParser, Span<UInt8>) -> CInt
    ) -> CInt {
        let base = unsafe UnsafeRawPointer(start)?.assumingMemoryBound(to: UInt8.self)
        let bytes = unsafe Span(_unsafeElements: UnsafeBufferPointer(start: base, count: count))
        return unsafe call(parser) { read($0, bytes) }
    }
}
