internal import Bytes
internal import Dialects
internal import EventLog
internal import EventLoops
internal import Events
internal import HTTPServer
internal import JSON
internal import Pipelines

/// Says what generations have come to, calls them off, and forgets them.
struct RecordEndpoint {
    private let worker: Worker
    private var store: GenerationStore { worker.context.store }

    /// What a list holds unless it is asked for more or less, and at most.
    private static let listed = 50
    private static let listedMax = 500
    /// Characters of a reason: it stands in events, and is for people.
    private static let reasonMax = 500
    /// Room for a reason, however it is escaped.
    static let cancelBytesMax = 16 * 1_024

    init(_ worker: Worker) {
        self.worker = worker
    }

    func list(_ request: Request, _ writer: consuming ResponseWriter) {
        do throws(Problem) {
            let limit = try limit(of: request)
            let status = try status(of: request)
            let pipeline = try pipeline(of: request)
            let entries = store.newest(limit, for: request.caller, pipeline: pipeline, status: status)
            let body = GenerationDocument.list(entries)
            writer.addField("Cache-Control", "no-store")
            writer.send(.ok, type: "application/json", body)
        } catch {
            writer.send(error)
        }
    }

    func show(_ request: Request, _ writer: consuming ResponseWriter) {
        forward(request, writer) { .document(.ok, GenerationDocument.state(of: $0.log).array) }
    }

    /// Ends it if it runs; in any case the answer is what it has come to.
    func cancel(_ request: Request, _ writer: consuming ResponseWriter) {
        do throws(Problem) {
            let reason = try reason(in: request)
            forward(request, writer) { record in
                record.cancel(reason: reason)
                return .document(.ok, GenerationDocument.state(of: record.log).array)
            }
        } catch {
            writer.send(error)
        }
    }

    /// Forgets it; one that runs is called off.
    func delete(_ request: Request, _ writer: consuming ResponseWriter) {
        let store = store
        forward(request, writer) { record in
            record.cancel(reason: "it was deleted")
            store.remove(record.log.facts.generation, on: record.log.loop.shard)
            return .empty(.noContent)
        }
    }

    private func forward(
        _ request: Request,
        _ writer: consuming ResponseWriter,
        _ answer: @escaping @Sendable (GenerationRecord) -> ForwardedRequest.Answer
    ) {
        guard let entry = store.find(request.parameters[0], for: request.caller) else {
            return writer.send(.noGeneration)
        }
        writer.note("pipeline", entry.bound.pipeline.name)
        writer.note("generation", entry.id.description)
        ForwardedRequest.forward(writer, to: entry, on: worker.loop, answer)
    }

    // MARK: What clients say

    private func limit(of request: Request) throws(Problem) -> Int {
        guard let given = request.queryValue("limit") else { return Self.listed }
        guard let limit = Int(given), (1...Self.listedMax).contains(limit) else {
            throw Problem(.badRequest, "limit is a number from 1 to \(Self.listedMax)")
        }
        return limit
    }

    private func status(of request: Request) throws(Problem) -> Event.Status? {
        guard let given = request.queryValue("status") else { return nil }
        guard let status = Event.Status(rawValue: given) else {
            let names = Event.Status.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.badRequest, "there is no status \"\(given)\"; there are: \(names)")
        }
        return status
    }

    /// One that there is, or of which there is still a generation.
    private func pipeline(of request: Request) throws(Problem) -> String? {
        guard let name = request.queryValue("pipeline") else { return nil }
        guard
            worker.catalog[name] != nil
                || !store.newest(1, for: request.caller, pipeline: name, status: nil).isEmpty
        else {
            throw .noPipeline(name, in: worker.catalog)
        }
        return name
    }

    /// Why it is called off: `{"reason": "…"}`, or no body at all.
    private func reason(in request: Request) throws(Problem) -> String {
        let preset = "it was cancelled on request"
        guard request.withBody({ !$0.isEmpty }) else { return preset }
        guard request.field("content-type").flatMap({ MediaType($0) })?.isSameType(as: .json) == true else {
            throw Problem(.unsupportedMediaType, "this route reads application/json, or nothing")
        }
        let value: JSONValue
        do throws(JSONFault) {
            value = try request.withBody { body throws(JSONFault) in try JSONValue(reading: body) }
        } catch {
            throw Problem(.badRequest, "the body is not JSON: \(error)")
        }
        var problem = Problem(.unprocessableContent, "the body is an object that may have a reason")
        guard let object = value.object else { throw problem }
        for (name, value) in object.members {
            if name == "reason", let reason = value.string, reason.unicodeScalars.count <= Self.reasonMax {
                continue
            }
            let sentence =
                name == "reason" ? "a text of up to \(Self.reasonMax) characters" : "unknown member"
            problem.faults.append(Problem.Fault(at: JSONPointer(tokens: [name]), sentence))
        }
        guard problem.faults.isEmpty else { throw problem }
        return object["reason"]?.string ?? preset
    }
}
