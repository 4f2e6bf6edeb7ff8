internal import Authentication
internal import Embedded
internal import EventLoops
internal import GenerationAPI
internal import Glibc
internal import Logs
internal import Pipelines
internal import Platform
internal import Providers
internal import Systemd

/// `penstock serve`: starts the server, tells the service manager, and follows signals until it is over.
struct Serve {
    private let loader: ConfigurationLoader
    private let manager = ServiceManager()
    private let clock = SystemClock()

    /// How often the main thread looks whether the loops turn, where no watchdog asks for it more often.
    private static let lookInterval = Duration.seconds(1)

    init(_ loader: ConfigurationLoader) {
        self.loader = loader
    }

    /// - Returns: The exit code.
    func run() -> Int32 {
        // Before any thread: a signal that arrives early must not end the process.
        var signals = SignalQueue()
        do throws(Deployment.Fault) {
            let deployment = try Deployment(loader)
            let server = try start(deployment)
            follow(&signals, deployment, server)
            return 0
        } catch {
            Penstock.complain(error.description)
            return 1
        }
    }

    private func start(_ deployment: Deployment) throws(Deployment.Fault) -> Server {
        let configuration = deployment.configuration
        _ = Machine.raiseOpenFileLimit()
        if let data = configuration.data { try takeData(data) }
        let log = LogOutput(configured: configuration.logFormat)
        let server = Server(
            configuration,
            catalog: deployment.catalog,
            providers: deployment.providers,
            time: clock,
            format: log.format,
            output: { log.write($0) }
        )
        let addresses: [String]
        do {
            addresses = try server.start(inheriting: try inheritedListeners())
        } catch {
            server.logger.stop()
            throw Deployment.Fault(description: "\(error)")
        }
        var line = LogLine(.info, "ready")
        line.add("version", BuildVersion.version)
        line.add("listen", addresses.joined(separator: " "))
        line.add("loops", configuration.loops)
        line.add("pipelines", deployment.catalog.pipelines.map(\.name).joined(separator: ","))
        if let keys = configuration.access.keys { line.add("keys", keys.count) }
        line.add("providers", deployment.providers.names.joined(separator: ","))
        server.logger.log(line)
        manager.ready("Serving on \(addresses.joined(separator: " "))")
        return server
    }

    /// The directory is this server's alone: two that write the same files would ruin both.
    private func takeData(_ path: String) throws(Deployment.Fault) {
        do {
            try FileSystem.prepareDirectory(path)
            guard try FileSystem.lock("\(path)/lock") else {
                throw Deployment.Fault(
                    description: "another penstock uses \(path); stop it, or choose another --data"
                )
            }
        } catch {
            throw Deployment.Fault(description: "\(error)")
        }
    }

    private func inheritedListeners() throws(ListeningSocket.Fault) -> [Server.Listener] {
        var listeners: [Server.Listener] = []
        for inherited in ServiceManager.inheritedSockets() {
            let socket = try ListeningSocket(inheriting: inherited.descriptor)
            listeners.append(Server.Listener(socket, isAdmin: inherited.name == "admin"))
        }
        return listeners
    }

    // MARK: Until it is over

    private func follow(_ signals: inout SignalQueue, _ deployment: Deployment, _ server: Server) {
        let interval = min(manager.watchdogInterval ?? Self.lookInterval, Self.lookInterval)
        var latest = deployment
        while true {
            let arrival = signals.next(within: interval)
            showLife(server)
            switch arrival {
            case nil: continue
            case .reload: latest = reload(latest, of: deployment.configuration, server)
            case .terminate:
                return stop(&signals, after: deployment.configuration.drainDelay, deployment, server)
            case .interrupt: return stop(&signals, after: .zero, deployment, server)
            }
        }
    }

    /// A sign of life, only if every loop has given one.
    private func showLife(_ server: Server) {
        guard let interval = manager.watchdogInterval else { return }
        // Loops show themselves twice a second; what is older than the last sign of life says nothing.
        if server.loopsTurn(within: max(interval, .seconds(1))) { manager.ping() }
    }

    /// Reads everything again in place of what was served before; `began` is what the server was started with.
    ///
    /// - Returns: What is served from now on.
    private func reload(
        _ before: Deployment,
        of began: ServerConfiguration,
        _ server: Server
    ) -> Deployment {
        manager.reloading(at: clock.now())
        do throws(Deployment.Fault) {
            let deployment = try Deployment(loader, after: before)
            let configuration = deployment.configuration
            server.replace(
                deployment.catalog,
                deployment.providers,
                configuration.access,
                configuration.costs
            )
            var line = LogLine(.info, "reloaded")
            line.add("pipelines", deployment.catalog.pipelines.map(\.name).joined(separator: ","))
            if let keys = deployment.configuration.access.keys { line.add("keys", keys.count) }
            let fixed = deployment.configuration.needsRestart(against: began)
            if !fixed.isEmpty { line.add("needs_restart", fixed.joined(separator: ",")) }
            server.logger.log(line)
            manager.ready("Reloaded")
            return deployment
        } catch {
            server.refuseReload()
            for fault in error.description.split(separator: "\n") {
                var line = LogLine(.error, "reload failed; what was read before stays")
                line.add("fault", String(fault))
                server.logger.log(line)
            }
            manager.ready("Reload failed, see the log; serving as before")
            return before
        }
    }

    /// Drains in the order that load balancers and readers need, and no longer than it takes.
    private func stop(
        _ signals: inout SignalQueue,
        after delay: Duration,
        _ deployment: Deployment,
        _ server: Server
    ) {
        let timeout = deployment.configuration.drainTimeout
        server.logger.log(LogLine(.info, "draining"))
        manager.stopping("Draining")
        manager.extendTimeout(by: delay + timeout + .seconds(5))
        server.beginDraining()
        guard wait(&signals, for: delay, server, until: { false }) else { return end(server) }
        server.refuseNewWork()
        manager.status("Waiting for running generations")
        guard wait(&signals, for: timeout, server, until: { server.generationCount == 0 }) else {
            return end(server)
        }
        server.endGenerations()
        // What the last events and their readers need to get to each other.
        _ = wait(&signals, for: .milliseconds(500), server, until: { server.isQuiet })
        end(server)
    }

    private func end(_ server: Server) {
        server.logger.log(LogLine(.info, "stopped"))
        server.stop()
    }

    /// Waits, showing life meanwhile; false if a second signal wants the end at once.
    private func wait(
        _ signals: inout SignalQueue,
        for time: Duration,
        _ server: Server,
        until isDone: () -> Bool
    ) -> Bool {
        let deadline = clock.now().advanced(by: time)
        while clock.now() < deadline, !isDone() {
            let rest = clock.now().duration(to: deadline)
            let arrival = signals.next(within: min(rest, .milliseconds(100)))
            showLife(server)
            if arrival == .terminate || arrival == .interrupt { return false }
        }
        return true
    }
}
