package import Costs
package import Dialects
package import HTTPServer
package import Providers

/// A pipeline with its metrics resolved, so that nothing is looked up by name while it runs.
package final class BoundPipeline: Sendable {
    package let pipeline: Pipeline
    let metrics: PipelineMetrics.Bound
    /// Nil where nobody keeps accounts.
    let account: PipelineAccount?
    private let streams: [DialectName: StreamMetrics.Bound]
    private let models: [ModelReference: BoundModel]

    package init(
        _ pipeline: Pipeline,
        metrics: PipelineMetrics,
        streams: StreamMetrics,
        models: ProviderMetrics,
        circuits: Circuits,
        account: PipelineAccount? = nil
    ) {
        self.pipeline = pipeline
        self.account = account
        self.metrics = metrics.bind(pipeline)
        self.streams = Dictionary(
            uniqueKeysWithValues: DialectName.allCases.map {
                ($0, streams.bind(pipeline: pipeline.name, dialect: $0.rawValue))
            }
        )
        self.models = Dictionary(
            uniqueKeysWithValues: pipeline.models.map {
                (
                    $0,
                    BoundModel(
                        metrics: models.bind($0),
                        circuit: circuits.circuit(of: $0),
                        firstToken: metrics.firstTokens.bind($0)
                    )
                )
            }
        )
    }

    /// What each step is expected to take, as far as is known by now.
    package var expectedDurations: [Duration] { metrics.expected }

    /// What is counted of the pipeline's streams in one dialect.
    package func streamMetrics(_ dialect: DialectName) -> StreamMetrics.Bound {
        guard let bound = streams[dialect] else { preconditionFailure("every dialect was bound") }
        return bound
    }

    func model(_ model: ModelReference) -> BoundModel {
        guard let bound = models[model] else { preconditionFailure("every model of the pipeline was bound") }
        return bound
    }
}
