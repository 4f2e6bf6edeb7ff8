internal import CCurl

/// An address of another server, read by curl's own parser so that both always agree about whom to ask.
package struct UpstreamURL: Equatable, Sendable, CustomStringConvertible {
    /// The whole URL, in curl's spelling.
    package let description: String
    package let isSecure: Bool
    /// As it stands in the URL: a name, an IPv4 address, or an IPv6 address in brackets.
    package let host: String
    package let port: UInt16

    /// Why a text is no such address.
    package struct Fault: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// Reads an absolute `http` or `https` URL in ASCII; `user:password@` may stand in it for a proxy only.
    package init(_ text: String, allowsCredentials: Bool = false) throws(Fault) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Fault(
                description: "a URL is ASCII without spaces; write others as %XX, and names in Punycode"
            )
        }
        if let fault = CurlLibrary.fault { throw Fault(description: fault) }
        guard let url = unsafe curl_url() else { throw Fault(description: "no memory for a URL") }
        defer { unsafe curl_url_cleanup(url) }
        let flags = UInt32(CURLU_PATH_AS_IS | (allowsCredentials ? 0 : CURLU_DISALLOW_USER))
        let status = unsafe curl_url_set(url, CURLUPART_URL, text, flags)
        guard status == CURLUE_OK else {
            throw Fault(description: unsafe String(cString: curl_url_strerror(status)))
        }
        func part(_ part: CURLUPart) -> String? {
            var text: UnsafeMutablePointer<CChar>?
            guard unsafe penstock_curl_url_get(url, part, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK
            else {
                return nil
            }
            defer { unsafe curl_free(text) }
            return unsafe text.map { unsafe String(cString: $0) }
        }
        let scheme = part(CURLUPART_SCHEME)
        guard scheme == "http" || scheme == "https" else {
            throw Fault(description: "expected http:// or https://")
        }
        guard let host = part(CURLUPART_HOST), !host.isEmpty, let whole = part(CURLUPART_URL),
            let port = part(CURLUPART_PORT).flatMap({ UInt16($0) })
        else { throw Fault(description: "a URL names a host") }
        guard part(CURLUPART_ZONEID) == nil else {
            throw Fault(description: "an address with a zone means something on this machine only")
        }
        self.host = host
        self.port = port
        isSecure = scheme == "https"
        description = whole
    }

    /// Whether the host is a name, which has to be resolved.
    var needsResolution: Bool {
        // curl's parser brought every spelling of an IPv4 address into four decimal numbers.
        !host.hasPrefix("[") && host.utf8.contains { !($0 >= 0x30 && $0 <= 0x39) && $0 != UInt8(ascii: ".") }
    }
}
