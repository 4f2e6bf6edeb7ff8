internal import Bytes
internal import Embedded
internal import EventLoops
internal import HTTPServer
internal import JSON

/// Answers probes: machines read the status, people ask for `?verbose` (Kubernetes' API health endpoints), and who
/// accepts `application/health+json` gets every check as a document.
struct HealthEndpoint {
    private let readiness: Readiness
    private let loop: EventLoop
    /// What a probe is told while the server finishes what runs: 503 for most, 404 where HAProxy is to keep sessions.
    private let drainStatus: Status

    init(_ readiness: Readiness, _ loop: EventLoop, drainStatus: Status) {
        self.readiness = readiness
        self.loop = loop
        self.drainStatus = drainStatus
    }

    func live(_ request: Request, _ writer: consuming ResponseWriter) {
        // What is asked most often, of every server, all day.
        if readiness.loopsTurn(at: loop.now), request.queryValue("verbose") == nil, !acceptsField(request) {
            return writer.send(.ok, type: "text/plain; charset=utf-8", "ok\n")
        }
        answer("livez", readiness.liveChecks(at: loop.now), request, writer)
    }

    func ready(_ request: Request, _ writer: consuming ResponseWriter) {
        answer("readyz", readiness.readyChecks(at: loop.now), request, writer)
    }

    /// One check of those behind `/readyz`, by its name.
    func readyCheck(_ request: Request, _ writer: consuming ResponseWriter) {
        let checks = readiness.readyChecks(at: loop.now)
        guard let check = checks.first(where: { $0.name.description == request.parameters[0] }) else {
            let names = checks.map(\.name.description).joined(separator: ", ")
            let sentence = "there is no check \"\(request.parameters[0])\"; there are: \(names)"
            return writer.send(Problem(.notFound, sentence))
        }
        answer(check.name, [check], request, writer)
    }

    func all(_ request: Request, _ writer: consuming ResponseWriter) {
        answer("healthz", readiness.readyChecks(at: loop.now), request, writer)
    }

    private func acceptsField(_ request: Request) -> Bool {
        var isThere = false
        request.forEachField("accept") { _ in isThere = true }
        return isThere
    }

    private func status(_ checks: [HealthCheck]) -> Status {
        let failed = checks.filter { $0.verdict == .fail }
        guard let first = failed.first else { return .ok }
        // Going is an answer of its own only where nothing is wrong beside it.
        return failed.count == 1 && first.name.description == "shutdown" ? drainStatus : .serviceUnavailable
    }

    private func answer(
        _ name: StaticString,
        _ checks: [HealthCheck],
        _ request: Request,
        _ writer: consuming ResponseWriter
    ) {
        var body = ByteBuffer()
        writer.addField("Cache-Control", "no-store")
        writer.addField("Vary", "Accept")
        switch Accept(request.field("accept")).preferred(of: [.plainText, .healthJSON, .json]) {
        case .healthJSON?:
            document(checks, into: &body)
            writer.send(status(checks), type: "application/health+json", body)
        case .json?:
            document(checks, into: &body)
            writer.send(status(checks), type: "application/json", body)
        default:
            text(name, checks, isVerbose: request.queryValue("verbose") != nil, into: &body)
            writer.send(status(checks), type: "text/plain; charset=utf-8", body)
        }
    }

    private func text(
        _ name: StaticString,
        _ checks: [HealthCheck],
        isVerbose: Bool,
        into body: inout ByteBuffer
    ) {
        let passed = checks.verdict != .fail
        guard isVerbose else { return body.append(passed ? "ok\n" : "failed\n") }
        for check in checks {
            switch check.verdict {
            case .pass: body.append("[+]")
            case .warn: body.append("[!]")
            case .fail: body.append("[-]")
            }
            body.append(check.name)
            if let fault = check.fault {
                body.append(check.verdict == .warn ? " warning: " : " failed: ")
                body.append(fault)
            } else {
                body.append(" ok")
            }
            body.append(UInt8(ascii: "\n"))
        }
        body.append(name)
        body.append(passed ? " check passed\n" : " check failed\n")
    }

    /// draft-inadarei-api-health-check-06.
    private func document(_ checks: [HealthCheck], into body: inout ByteBuffer) {
        body.openObject()
        body.member("status", checks.verdict.rawValue)
        body.member("version", "1")
        body.member("releaseId", BuildVersion.version)
        body.member("serviceId", "penstock")
        body.key("checks")
        body.openObject()
        for check in checks {
            body.key(escaping: check.name.description)
            body.openArray()
            body.openObject()
            body.member("componentType", "component")
            body.member("status", check.verdict.rawValue)
            if let fault = check.fault { body.member("output", fault) }
            body.closeObject()
            body.closeArray()
        }
        body.closeObject()
        body.closeObject()
        body.append(UInt8(ascii: "\n"))
    }
}

extension MediaType {
    fileprivate static let plainText = MediaType(type: "text", subtype: "plain")
    fileprivate static let healthJSON = MediaType(type: "application", subtype: "health+json")
}
