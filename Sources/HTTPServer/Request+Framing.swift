internal import Bytes

extension Request {
    /// What may stand in a Host: a name, an address, a port (RFC 3986 section 3.2.2).
    private static let hostBytes = ByteSet.alphanumerics(and: ".-_:[]%~")

    /// Refuses a head whose framing or target two readers could understand differently (RFC 9112 sections 3.2, 6).
    ///
    /// llhttp has refused two lengths and a length beside chunks before this is asked.
    ///
    /// - Returns: Whether the client expects to be told to continue.
    func checkFraming(isChunked: Bool) throws(RequestFault) -> Bool {
        try checkHost()
        try checkTransferCoding(isChunked: isChunked)
        var isUnknown = false
        let count = read(.expect) { value in
            if !value.equalsIgnoringCase("100-continue") { isUnknown = true }
        }
        if isUnknown { throw .unsupportedExpectation }
        // An HTTP/1.0 client does not know interim responses (RFC 9110 section 10.1.1).
        return count > 0 && !isHTTP10
    }

    private func checkHost() throws(RequestFault) {
        var isValid = true
        let count = read(.host) { value in isValid = Self.hostBytes.containsAll(value) }
        guard count <= 1 else { throw .malformed("there is more than one Host") }
        guard count == 1 || isHTTP10 else { throw .malformed("Host is missing") }
        guard isValid else { throw .malformed("Host is not a host") }
    }

    private func checkTransferCoding(isChunked: Bool) throws(RequestFault) {
        var isOther = false
        let count = read(.transferEncoding) { value in
            if !value.equalsIgnoringCase("chunked") { isOther = true }
        }
        guard count > 0 else { return }
        guard !isHTTP10 else { throw .malformed("HTTP/1.0 has no transfer codings") }
        guard !isOther else { throw .unsupportedTransferCoding }
        guard count == 1, isChunked else { throw .malformed("there is more than one transfer coding") }
    }
}
