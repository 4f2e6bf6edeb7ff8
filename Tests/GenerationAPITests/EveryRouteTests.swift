import Authentication
import JSON
import Testing

@testable import GenerationAPI

/// Every route that there is, asked without a key, with wrong ones, and with somebody else's.
@Suite struct EveryRouteTests {
    private static let challenge = #"Bearer realm="penstock""#

    /// Asks each route that needs a key.
    private func forEachGuarded(
        _ guarded: GuardedServer,
        _ check: (GuardedServer.Question, _ target: String) throws -> Void
    ) rethrows {
        let path = guarded.start(as: .anna)
        for question in guarded.questions where question.scope != nil {
            try check(question, question.target(path))
        }
        // Nothing of this has touched it.
        #expect(guarded.ask("GET", path, as: .anna).json["status"]?.string == "running")
        _ = guarded.server.stop()
    }

    @Test func onlyProbesAreForEverybody() throws {
        let guarded = try GuardedServer()
        let open = guarded.questions.filter { $0.scope == nil }
        #expect(open.map(\.template) == ["/livez", "/readyz", "/readyz/{check}", "/healthz"])
        for question in open {
            // A simulated server may not be ready; it says so to anybody.
            #expect([200, 503].contains(guarded.server.ask("GET", question.target("")).status))
        }
        #expect(guarded.questions.count >= 15)
        #expect(guarded.server.metrics.sum("penstock_authentications_total") == 0)
        _ = guarded.server.stop()
    }

    @Test func withoutAKeyNoRouteAnswers() throws {
        let guarded = try GuardedServer()
        forEachGuarded(guarded) { question, target in
            let answer = guarded.server.ask(question.method, target, body: question.body)
            #expect(answer.status == 401, "\(question.testDescription)")
            #expect(answer.field("WWW-Authenticate") == Self.challenge)
            #expect(answer.field("Content-Type") == "application/problem+json")
            #expect(answer.json["status"]?.integer == 401)
        }
    }

    @Test(arguments: [GuardedServer.Holder.expired, .revoked])
    func withAKeyThatIsNotValidAnyLongerNoRouteAnswers(holder: GuardedServer.Holder) throws {
        let guarded = try GuardedServer()
        forEachGuarded(guarded) { question, target in
            let answer = guarded.ask(question.method, target, as: holder, body: question.body)
            #expect(answer.status == 401, "\(question.testDescription)")
            #expect(answer.field("WWW-Authenticate") == Self.challenge + #", error="invalid_token""#)
            #expect(answer.json["detail"]?.string?.contains("\(holder)") == true)
        }
    }

    @Test(arguments: [
        "pk_anna_\(String(repeating: "x", count: 40))", "pk_nobody_\(String(repeating: "x", count: 40))",
    ])
    func withAWrongKeyNoRouteAnswers(key: String) throws {
        let guarded = try GuardedServer()
        forEachGuarded(guarded) { question, target in
            let fields = "Authorization: Bearer \(key)\r\n"
            let answer = guarded.server.ask(question.method, target, fields: fields, body: question.body)
            #expect(answer.status == 401, "\(question.testDescription)")
            #expect(answer.field("WWW-Authenticate") == Self.challenge + #", error="invalid_token""#)
            // The right id is told nothing that the wrong one is not.
            #expect(answer.json["detail"]?.string == "there is no such key")
        }
    }

    @Test(arguments: [GuardedServer.Holder.annasReader, .scraper, .anna])
    func aKeyIsForItsScopesOnly(holder: GuardedServer.Holder) throws {
        let guarded = try GuardedServer()
        forEachGuarded(guarded) { question, target in
            guard let scope = question.scope, !holder.caller.may(scope) else { return }
            let answer = guarded.ask(question.method, target, as: holder, body: question.body)
            #expect(answer.status == 403, "\(question.testDescription)")
            let expected = #", error="insufficient_scope", scope="\#(scope)""#
            #expect(answer.field("WWW-Authenticate") == Self.challenge + expected)
            #expect(answer.json["detail"]?.string == "this needs a key with the scope \(scope)")
        }
    }

    @Test(arguments: [GuardedServer.Holder.anna, .admin, .annasReader, .scraper])
    func theRightKeyIsAnswered(holder: GuardedServer.Holder) throws {
        let guarded = try GuardedServer()
        for question in guarded.questions {
            guard let scope = question.scope, holder.caller.may(scope) else { continue }
            let target = question.target(guarded.start(as: .anna))
            let answer = guarded.ask(question.method, target, as: holder, body: question.body)
            #expect([200, 204, 0].contains(answer.status), "\(question.testDescription): \(answer.text)")
            // One document at the end: it has been begun.
            if answer.status == 0 { #expect(guarded.server.worker.generationCount > 0) }
        }
        _ = guarded.server.stop()
    }

    @Test(arguments: [GuardedServer.Holder.ben, .otherAnna], [0, 1])
    func whatIsSomebodyElsesIsAsIfItWereNotThere(holder: GuardedServer.Holder, loop: Int) throws {
        let guarded = try GuardedServer(loops: 2)
        let unknown = "/v1/generations/01a1f9cd-272c-7aa5-804f-905f47212066"
        let path = guarded.start(as: .anna)
        let questions = guarded.questions.filter(\.isOfOne)
        #expect(questions.count >= 4)
        for question in questions {
            func ask(_ path: String) -> String {
                let fields = GuardedServer.field(of: holder) + "X-Request-Id: same\r\n"
                return guarded.server.ask(
                    question.method,
                    question.target(path),
                    fields: fields,
                    body: question.body,
                    on: loop
                ).text
            }
            let answer = ask(path)
            #expect(answer.hasPrefix("HTTP/1.1 404 "), "\(question.testDescription)")
            #expect(answer == ask(unknown))
        }
        #expect(guarded.ask("GET", path, as: .anna).json["status"]?.string == "running")
        _ = guarded.server.stop()
    }

    @Test func aListShowsWhatIsOnesOwn() throws {
        let guarded = try GuardedServer(loops: 2)
        let annas = guarded.start(as: .anna)
        let bens = guarded.start(as: .ben, on: 1)
        func listed(as holder: GuardedServer.Holder) -> [String?] {
            let list = guarded.ask("GET", "/v1/generations", as: holder).json["generations"]?.array ?? []
            return list.map { $0["links"]?["self"]?.string }
        }
        #expect(listed(as: .anna) == [annas] && listed(as: .annasReader) == [annas])
        #expect(listed(as: .ben) == [bens])
        #expect(listed(as: .otherAnna).isEmpty)
        #expect(Set(listed(as: .admin)) == [annas, bens])
        _ = guarded.server.stop()
    }

    @Test func anAdminCallsOffWhatIsSomebodyElses() throws {
        let guarded = try GuardedServer(loops: 2)
        let path = guarded.start(as: .anna)
        #expect(guarded.ask("POST", path + "/cancel", as: .admin, on: 1).status == 200)
        #expect(guarded.ask("GET", path, as: .anna).json["status"]?.string == "cancelled")
        #expect(guarded.ask("GET", path + "/events", as: .admin).body.contains("generation_cancelled"))
        #expect(guarded.ask("DELETE", path, as: .admin).status == 204)
        #expect(guarded.ask("GET", path, as: .anna).status == 404)
        _ = guarded.server.stop()
    }

    @Test func theAdminListenerAsksNobody() throws {
        let guarded = try GuardedServer()
        let stream = guarded.server.connect(to: .admin)
        guarded.server.loops.settle()
        stream.send("GET /metrics HTTP/1.0\r\n\r\n")
        guarded.server.loops.settle()
        #expect(stream.take().contains("penstock_build_info"))
        _ = guarded.server.stop()
    }
}
