internal import Bytes
internal import EventLoops
internal import Events
internal import HTTPClient
internal import JSON

/// The exchange with a vendor on behalf of an ``EmbeddingCall``: collects the response and reads it.
final class EmbeddingExchange: HTTPTransferObserver {
    private let request: EmbeddingRequest
    private let api: any EmbeddingAPI.Type
    private let key: APIKey?
    private let loop: EventLoop
    private let call: EmbeddingCall
    /// Gives back the permit to call.
    private let release: () -> Void
    private var head: HTTPResponseHead?
    private var body = ByteBuffer()

    /// A hundred vectors of 4,096 numbers, written with all their digits.
    static let bodyBytesMax = 16 << 20

    init(
        _ request: EmbeddingRequest,
        _ api: any EmbeddingAPI.Type,
        key: APIKey?,
        on loop: EventLoop,
        for call: EmbeddingCall,
        release: @escaping () -> Void
    ) {
        self.request = request
        self.api = api
        self.key = key
        self.loop = loop
        self.call = call
        self.release = release
    }

    func transferReceivedHead(_ head: HTTPResponseHead) {
        self.head = head
    }

    func transferReceived(_ bytes: Span<UInt8>) {
        body.append(bytes)
    }

    func transferEnded(_ end: HTTPTransferEnd) {
        release()
        call.end(result(end))
    }

    private func result(_ end: HTTPTransferEnd) -> Result<Embeddings, GenerationFault> {
        if case .failed(let fault) = end { return .failure(GenerationFault(fault, hasHead: head != nil)) }
        guard let head else {
            return .failure(GenerationFault(.providerProtocol, "The provider said nothing"))
        }
        return body.withSpan { body in
            guard head.status == 200, let embeddings = read(body) else {
                return .failure(
                    GenerationFault(head, body, inPlaceOf: "embeddings", hiding: key, at: loop.timestamp)
                )
            }
            return .success(embeddings)
        }
    }

    /// Nil where there is not one vector for each text, or they are not alike.
    private func read(_ body: Span<UInt8>) -> Embeddings? {
        var reader = JSONReader(limits: JSONLimits(bytes: Self.bodyBytesMax))
        var found: (vectors: [[Float]], tokens: Int?, model: String?) = ([], nil, nil)
        guard (try? reader.read(body) { found = api.read($0) }) != nil,
            found.vectors.count == request.texts.count, let length = found.vectors.first?.count, length > 0,
            found.vectors.allSatisfy({ $0.count == length })
        else { return nil }
        let usage =
            found.tokens.map { Usage(input: $0) } ?? .estimate(promptBytes: request.bytes, answerBytes: 0)
        return Embeddings(found.vectors, usage, model: found.model)
    }
}
