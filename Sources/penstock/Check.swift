internal import Events
internal import GenerationAPI
internal import Pipelines

/// `penstock check`: says everything that is wrong with the configuration and the pipelines.
struct Check {
    private let loader: ConfigurationLoader

    init(_ loader: ConfigurationLoader) {
        self.loader = loader
    }

    /// - Returns: The exit code.
    func run() -> Int32 {
        do throws(Deployment.Fault) {
            let deployment = try Deployment(loader)
            for pipeline in deployment.catalog.pipelines {
                print(
                    "\(pipeline.name): \(pipeline.selection.steps.count) steps, version \(pipeline.facts.version)"
                )
            }
            return 0
        } catch {
            Penstock.complain(error.description)
            return 1
        }
    }
}
