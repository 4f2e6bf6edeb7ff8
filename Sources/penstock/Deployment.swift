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

    /// Reads everything; providers whose settings are as they were `before` go on with the calls that they have under way
    /// and with what their servers have taught them.
    init(_ loader: ConfigurationLoader, after before: Deployment? = nil) throws(Fault) {
        do {
            configuration = try loader.load()
            var made: [String: any Provider] = [:]
            for (name, settings) in configuration.providers {
                let isSame = before?.configuration.providers[name]?.kind == settings.kind
                made[name] = (isSame ? before?.providers[name] : nil) ?? settings.makeProvider()
            }
            providers = ProviderCatalog(
                made,
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
