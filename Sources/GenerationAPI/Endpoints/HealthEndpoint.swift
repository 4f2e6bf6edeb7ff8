internal import Bytes
internal import EventLoops
internal import HTTPServer

/// Answers probes: machines read the status, people ask for `?verbose` (Kubernetes' API health endpoints).
struct HealthEndpoint {
    private let readiness: Readiness
    private let loop: EventLoop

    init(_ readiness: Readiness, _ loop: EventLoop) {
        self.readiness = readiness
        self.loop = loop
    }

    func live(_ request: Request, _ writer: consuming ResponseWriter) {
        if readiness.loopsTurn(at: loop.now), request.queryValue("verbose") == nil {
            return writer.send(.ok, type: "text/plain; charset=utf-8", "ok\n")
        }
        answer("livez", readiness.liveChecks(at: loop.now), request, writer)
    }

    func ready(_ request: Request, _ writer: consuming ResponseWriter) {
        answer("readyz", readiness.readyChecks(at: loop.now), request, writer)
    }

    func all(_ request: Request, _ writer: consuming ResponseWriter) {
        answer("healthz", readiness.readyChecks(at: loop.now), request, writer)
    }

    private func answer(
        _ name: StaticString,
        _ checks: [Readiness.Check],
        _ request: Request,
        _ writer: consuming ResponseWriter
    ) {
        let passed = checks.allSatisfy { $0.fault == nil }
        var body = ByteBuffer()
        if request.queryValue("verbose") != nil {
            for check in checks {
                body.append(check.fault == nil ? "[+]" : "[-]")
                body.append(check.name)
                if let fault = check.fault {
                    body.append(" failed: ")
                    body.append(fault)
                } else {
                    body.append(" ok")
                }
                body.append(UInt8(ascii: "\n"))
            }
            body.append(name)
            body.append(passed ? " check passed\n" : " check failed\n")
        } else {
            body.append(passed ? "ok\n" : "failed\n")
        }
        writer.addField("Cache-Control", "no-store")
        writer.send(passed ? .ok : .serviceUnavailable, type: "text/plain; charset=utf-8", body)
    }
}
