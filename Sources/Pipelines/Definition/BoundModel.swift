internal import Providers

/// What is known and counted of one model that a pipeline may ask; shared by all pipelines that do.
struct BoundModel: Sendable {
    let metrics: ProviderMetrics.Bound
    let circuit: Circuit
    let firstToken: LearnedFirstToken
}
