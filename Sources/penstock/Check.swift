internal import Events
internal import GenerationAPI
internal import Pipelines
internal import Platform
internal import Providers

/// `penstock check`: says everything that is wrong with the configuration and the pipelines, and with `--providers` also
/// whether the vendors answer.
struct Check {
    private let loader: ConfigurationLoader
    private let asksProviders: Bool

    /// The flag that no setting is.
    private static let flag = "--providers"

    init(_ arguments: [String], environment: [String: String]) {
        asksProviders = arguments.contains(Self.flag)
        loader = ConfigurationLoader(
            arguments: arguments.filter { $0 != Self.flag },
            environment: environment
        )
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
            return asksProviders && !askProviders(of: deployment) ? 1 : 0
        } catch {
            Penstock.complain(error.description)
            return 1
        }
    }

    /// Asks each provider by the first model that a pipeline wants of it; false if any is of no use.
    private func askProviders(of deployment: Deployment) -> Bool {
        let named = deployment.catalog.pipelines.flatMap(\.models)
        let probe = ProviderProbe(time: SystemClock())
        var isFine = true
        for name in deployment.providers.names {
            guard let model = named.first(where: { $0.provider == name }),
                let finding = probe.finding(of: model, deployment.providers)
            else {
                print("\(name): no pipeline asks it")
                continue
            }
            isFine = isFine && finding.isUsable
            let line = "\(model): \(finding.sentence)"
            if finding.isUsable { print(line) } else { Penstock.complain(line) }
        }
        return isFine
    }
}
