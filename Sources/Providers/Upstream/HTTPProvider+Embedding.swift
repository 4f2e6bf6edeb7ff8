internal import EventLoops
internal import Events
internal import HTTPClient

extension HTTPProvider {
    func embed(
        _ request: EmbeddingRequest,
        on loop: EventLoop,
        by upstream: any UpstreamClient,
        _ receive: @escaping EmbeddingCall.Receiver
    ) -> EmbeddingCall {
        let call = EmbeddingCall(receive)
        do throws(GenerationFault) {
            try ask(request, on: loop, by: upstream, for: call)
        } catch {
            call.endLater(.failure(error), on: loop)
        }
        return call
    }

    private func ask(
        _ request: EmbeddingRequest,
        on loop: EventLoop,
        by upstream: any UpstreamClient,
        for call: EmbeddingCall
    ) throws(GenerationFault) {
        guard let api = API.embeddings else { throw .noEmbeddings(request.model.provider) }
        guard !request.texts.isEmpty, request.texts.count <= EmbeddingRequest.textsMax else {
            throw GenerationFault(
                .callerTooLarge,
                "Embeddings are made of 1 to \(EmbeddingRequest.textsMax) texts at a time"
            )
        }
        let model = settings.modelNames[request.model.model] ?? request.model.model
        let asked = api.request(request.texts, of: model, dimensions: request.dimensions)
        var sent: HTTPClientRequest
        do throws(UpstreamURL.Fault) {
            sent = try self.request(asked, request.trace)
        } catch {
            throw GenerationFault(.providerRefusedRequest, "The provider has no such address: \(error)")
        }
        sent.bodyBytesMax = EmbeddingExchange.bodyBytesMax
        guard acquire() else {
            throw GenerationFault(.policyConcurrency, "The provider has as many calls as it may have")
        }
        let exchange = EmbeddingExchange(request, api, key: settings.key, on: loop, for: call) {
            self.release()
        }
        call.wait(for: upstream.start(sent, exchange))
    }
}
