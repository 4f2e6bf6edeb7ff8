package import Logs
package import Metrics
internal import Platform

/// What all pipelines of a server are charged by: the metrics, the ledger and the spending lines.
package final class Accounts: Sendable {
    package let ledger: any Ledger
    package let spending: SpendingLine
    let metrics: CostMetrics
    private let logger: Logger?
    private let warned = Lock<Set<ModelKey>>([])

    /// - Parameters:
    ///   - ledger: Gets every call.
    ///   - spending: Is told what each owner has spent.
    ///   - registry: Gets the families.
    ///   - logger: Is told of models without a price, of each once.
    package init(_ ledger: any Ledger, _ spending: SpendingLine, registry: Registry, logger: Logger? = nil) {
        self.ledger = ledger
        self.spending = spending
        self.logger = logger
        metrics = CostMetrics(registry)
    }

    func warn(of model: ModelKey) {
        guard warned.withLock({ $0.insert(model).inserted }) else { return }
        var line = LogLine(.warning, "no price is known for this model; its calls count as free")
        line.add("provider", model.provider)
        line.add("model", model.model)
        logger?.log(line)
    }
}
