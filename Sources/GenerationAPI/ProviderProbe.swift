internal import EventLoops
internal import Events
internal import HTTPClient
internal import Metrics
package import Platform
package import Providers

/// Asks providers one small question each, over the same line as generations do, and says what came of it.
package final class ProviderProbe {
    /// What one provider's model answered.
    package struct Finding: Sendable {
        /// In words, for the operator.
        package let sentence: String
        package let isUsable: Bool
    }

    /// It lives as long as the process: to close a connection that is not read to its end may keep curl for ever.
    private var whole: ProviderProbe?
    private let thread: LoopThread
    private let client: LoopBound<HTTPClient>

    /// Tokens that the answer may have: enough for a word, and little to pay.
    private static let tokensMax = 64

    package init(time: any TimeSource) {
        let registry = Registry(loops: 1)
        let metrics = HTTPClientMetrics(registry)
        let thread = LoopThread(
            index: 0,
            shard: registry.shard(ofLoop: 0),
            time: time,
            random: SystemRandomness()
        )
        self.thread = thread
        client = LoopBound(on: thread.loop) {
            let lookup = SystemNameLookup(on: thread)
            let resolver = NameResolver(on: thread.loop, lookup, metrics: NameResolverMetrics(registry))
            return HTTPClient(on: thread, resolver: resolver, metrics: metrics)
        }
        thread.start()
        whole = self
    }

    /// Asks a model and waits for its answer; nil if nobody has it.
    package func finding(of model: ModelReference, _ providers: ProviderCatalog) -> Finding? {
        providers[model.provider].map { ask($0, model) }
    }

    private func ask(_ provider: any Provider, _ model: ModelReference) -> Finding {
        let request = ModelRequest(
            model: model,
            system: nil,
            prompt: "Answer with the word: ready",
            schema: nil,
            maxOutputTokens: Self.tokensMax,
            temperature: nil,
            attempt: 1
        )
        let answer = Lock<Finding?>(nil)
        let isOver = Semaphore()
        let loop = thread.loop
        client.run { upstream in
            let observer = ProbeObserver(on: loop) { finding in
                answer.withLock { $0 = finding }
                isOver.signal()
            }
            observer.call = provider.call(request, on: loop, by: upstream, observer: observer)
        }
        isOver.wait()
        return answer.withLock { $0 }
            ?? Finding(sentence: "nothing was heard of it", isUsable: false)
    }
}
