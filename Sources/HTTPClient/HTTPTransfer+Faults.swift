internal import CCurl
internal import EventLoops

/// What curl's and the resolver's troubles mean to whoever asked.
extension HTTPTransfer {
    static let cancelled = HTTPClientFault(.cancelled, "no longer wanted")

    static func fault(_ reason: NameFault, _ host: String) -> HTTPClientFault {
        switch reason {
        case .unknown: HTTPClientFault(.nameResolution, "\(host) has no address")
        case .failed(let words): HTTPClientFault(.nameResolution, "\(host): \(words)")
        case .timedOut: HTTPClientFault(.nameResolution, "\(host): the resolver does not answer")
        case .overloaded: HTTPClientFault(.nameResolution, "\(host): too many names are being resolved")
        }
    }

    static func kind(
        of code: CURLcode,
        _ words: String,
        isConnecting: Bool,
        hasHead: Bool
    ) -> HTTPClientFault.Kind {
        switch code {
        // A lost connection by its code; only the words tell.
        case CURLE_RECV_ERROR where words.hasSuffix("in chunked-encoding"): .protocolViolation
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .nameResolution
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_PEER_FAILED_VERIFICATION,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE,
            CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT:
            .tls
        case CURLE_OPERATION_TIMEDOUT: .connectTimeout
        case CURLE_COULDNT_CONNECT, CURLE_PROXY, CURLE_INTERFACE_FAILED: .connection
        case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_OK:
            // A proxy that does not connect looks like a connection that was lost.
            isConnecting ? .connection : .cut
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING, CURLE_HTTP2,
            CURLE_HTTP2_STREAM, CURLE_HTTP3:
            .protocolViolation
        // curl's own limit for one line of a head, which it does not name otherwise.
        case CURLE_OUT_OF_MEMORY: hasHead || isConnecting ? .other : .tooLarge
        case CURLE_URL_MALFORMAT: .invalidRequest
        default: .other
        }
    }
}
