internal import GenerationAPI
internal import Pipelines
internal import Platform
internal import Providers

/// What a start and a reload read: the configuration, the providers in it, and the pipelines.
struct Deployment {
    /// Everything that is wrong, a line for each mistake.
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    let configuration: ServerConfiguration
    let providers: ProviderCatalog
    let catalog: PipelineCatalog

    init(_ loader: ConfigurationLoader) throws(Fault) {
        do {
            configuration = try loader.load()
            providers = ProviderCatalog(
                configuration.providers.mapValues { $0.makeProvider() },
                circuits: configuration.providers.mapValues(\.circuit)
            )
            let files =
                try configuration.pipelines.map { try PipelineFile.all(in: $0) } ?? PipelineFile.shipped
            catalog = try PipelineCatalog(files, providers: providers.names)
        } catch {
            throw Fault(description: "\(error)")
        }
    }
}
