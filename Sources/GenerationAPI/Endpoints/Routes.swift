internal import Authentication
internal import HTTPServer
internal import Pipelines

/// Every route of the server: one place to see what it answers, and what a key must be for to get at it.
struct Routes {
    private let worker: Worker

    init(_ worker: Worker) {
        self.worker = worker
    }

    /// What the main listeners answer.
    var main: [Route] {
        let routes = generations + records + costs + pipelines
        let isGuarded = worker.context.configuration.access.keys != nil
        return (routes + (worker.context.configuration.adminOnly ? [] : probes)).map { route in
            var route = route
            if isGuarded, route.scope != nil { route.statuses += [.unauthorized, .forbidden] }
            return route
        }
    }

    /// What the admin listener answers: nothing that costs anything.
    var admin: [Route] {
        probes
    }

    private var probes: [Route] {
        let health = HealthEndpoint(
            worker.context.readiness,
            worker.loop,
            drainStatus: worker.context.configuration.drainStatus
        )
        let metrics = MetricsEndpoint(worker)
        return [
            // What load balancers ask needs no key: they have none, and what they learn is no secret.
            // Is the process able to make progress? A restart is the answer if not, so nothing else counts here.
            .probe("/livez", needs: nil, health.live),
            // Should it get requests?
            .probe("/readyz", needs: nil, health.ready),
            .probe("/readyz/{check}", needs: nil, health.readyCheck),
            // Everything at once, for people.
            .probe("/healthz", needs: nil, health.all),
            // For Prometheus.
            .probe("/metrics", needs: .metrics, metrics.scrape),
        ]
    }

    /// What has been spent.
    private var costs: [Route] {
        var show = Route(.get, "/v1/costs", needs: .read, CostEndpoint(worker).show)
        show.produces = [.json, .csv]
        return [show]
    }

    private var pipelines: [Route] {
        let endpoint = PipelineEndpoint(worker)
        var show = Route(.get, "/v1/pipelines/{pipeline}", needs: .read, endpoint.show)
        show.statuses = [.notFound]
        return [Route(.get, "/v1/pipelines", needs: .read, endpoint.list), show].map { route in
            var route = route
            route.produces = [.json]
            return route
        }
    }

    private var generations: [Route] {
        let endpoint = GenerationEndpoint(worker)
        // Any pipeline, answered as the client's Accept says.
        var start = Route(.post, "/v1/pipelines/{pipeline}/generations", needs: .generate) {
            request,
            writer in
            endpoint.start(request, writer)
        }
        start.consumes = [.json]
        start.produces = [.eventStream, .json]
        start.isStream = true
        start.statuses = [.accepted, .notFound, .unprocessableContent, .serviceUnavailable]
        start.refused = endpoint.refused
        return [start]
            + worker.catalog.pipelines.flatMap { bound in
                bound.pipeline.routes.map { route(of: bound, $0, endpoint) }
            }
    }

    /// Generations that run or have run; each is named by its id, with or without a prefix.
    private var records: [Route] {
        let endpoint = RecordEndpoint(worker)
        let subscribing = SubscriptionEndpoint(worker)
        var list = Route(.get, "/v1/generations", needs: .read, endpoint.list)
        list.produces = [.json]
        list.statuses = [.notFound]
        var show = Route(.get, "/v1/generations/{id}", needs: .read, endpoint.show)
        show.produces = [.json]
        show.statuses = [.notFound]
        var events = Route(.get, "/v1/generations/{id}/events", needs: .read, subscribing.subscribe)
        events.produces = [.eventStream]
        events.isStream = true
        events.statuses = [.noContent, .notFound]
        events.refused = subscribing.refused
        var cancel = Route(.post, "/v1/generations/{id}/cancel", needs: .generate, endpoint.cancel)
        cancel.bodyBytes = RecordEndpoint.cancelBytesMax
        cancel.statuses = [
            .notFound, .requestTimeout, .contentTooLarge, .unsupportedMediaType, .unprocessableContent,
        ]
        var delete = Route(.delete, "/v1/generations/{id}", needs: .generate, endpoint.delete)
        delete.statuses = [.noContent, .notFound]
        return [list, show, events, cancel, delete]
    }

    /// A route that a pipeline declares for itself, which answers in one way only.
    private func route(of bound: BoundPipeline, _ declared: PipelineRoute, _ endpoint: GenerationEndpoint)
        -> Route
    {
        var route = Route(.post, declared.path, needs: .generate) { request, writer in
            endpoint.start(bound, by: declared, request, writer)
        }
        route.consumes = [.json]
        route.isStream = declared.answer == .stream
        route.statuses = [.accepted, .unprocessableContent, .serviceUnavailable]
        route.refused = { _, status, writer in
            endpoint.refused(bound, status, writer, as: declared.answer)
        }
        return route
    }
}

extension Route {
    fileprivate static func probe(
        _ path: String,
        needs scope: Scope?,
        _ endpoint: @escaping Endpoint
    ) -> Route {
        var route = Route(.get, path, needs: scope, endpoint)
        route.isProbe = true
        return route
    }
}

extension MediaType {
    static let json = MediaType(type: "application", subtype: "json")
    static let eventStream = MediaType(type: "text", subtype: "event-stream")
}
