internal import Bytes
internal import Dialects
internal import Events
internal import HTTPServer
internal import JSON
internal import Pipelines
internal import Platform

/// Says which pipelines there are, what they read, and what they do.
struct PipelineEndpoint {
    private let worker: Worker

    init(_ worker: Worker) {
        self.worker = worker
    }

    func list(_ request: Request, _ writer: consuming ResponseWriter) {
        var body = ByteBuffer()
        body.openObject()
        body.key("pipelines")
        body.openArray()
        for bound in worker.catalog.pipelines {
            body.openObject()
            appendHead(bound.pipeline, to: &body)
            body.closeObject()
        }
        body.closeArray()
        body.closeObject()
        body.append(UInt8(ascii: "\n"))
        writer.send(.ok, type: "application/json", body)
    }

    func show(_ request: Request, _ writer: consuming ResponseWriter) {
        guard let bound = worker.catalog[request.parameters[0]] else {
            return writer.send(.noPipeline(request.parameters[0], in: worker.catalog))
        }
        let pipeline = bound.pipeline
        var body = ByteBuffer()
        body.openObject()
        appendHead(pipeline, to: &body)
        body.member("dialect", pipeline.dialect.rawValue)
        body.key("routes")
        body.openArray()
        for route in pipeline.routes {
            body.openObject()
            body.member("path", route.path)
            body.member("answer", route.answer.rawValue)
            if route.hasOwnInput { append(route.input, to: &body) }
            body.closeObject()
        }
        body.closeArray()
        body.key("steps")
        body.openArray()
        for (step, expected) in zip(pipeline.facts.steps, bound.expectedDurations) where step.parent == nil {
            body.openObject()
            body.member("id", step.id)
            body.member("label", step.label)
            if let icon = step.icon { body.member("icon", icon) }
            body.member("expected_ms", Int(expected.wholeMilliseconds))
            body.closeObject()
        }
        body.closeArray()
        append(pipeline.input, to: &body)
        body.closeObject()
        body.append(UInt8(ascii: "\n"))
        writer.send(.ok, type: "application/json", body)
    }

    private func append(_ input: PipelineInput, to body: inout ByteBuffer) {
        body.member("input_schema", input.document)
        body.member("example", input.example)
    }

    private func appendHead(_ pipeline: Pipeline, to body: inout ByteBuffer) {
        body.member("name", pipeline.name)
        body.member("title", pipeline.facts.title)
        body.member("description", pipeline.summary)
        body.member("version", pipeline.facts.version)
        body.member("start", "/v1/pipelines/\(pipeline.name)/generations")
    }
}

extension Problem {
    static func noPipeline(_ name: String, in catalog: BoundCatalog) -> Problem {
        let names = catalog.pipelines.map(\.pipeline.name).joined(separator: ", ")
        return Problem(.notFound, "there is no pipeline \"\(name)\"; there are: \(names)")
    }
}
