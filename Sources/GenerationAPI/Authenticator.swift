internal import Authentication
internal import EventLoops
internal import HTTPServer

/// Asks who a request is from: the one place where that is found out, before any route.
///
/// Belongs to its loop, and so do the keys that it knows.
final class Authenticator {
    private var keys: KeyRing?
    private let metrics: AuthenticationMetrics
    private let loop: EventLoop

    /// - Parameters:
    ///   - keys: Nil where nobody has to say who they are.
    ///   - metrics: Counts what comes of it.
    ///   - loop: Where it is asked; its clock says which keys have expired.
    init(_ keys: KeyRing?, metrics: AuthenticationMetrics, on loop: EventLoop) {
        self.keys = keys
        self.metrics = metrics
        self.loop = loop
    }

    /// Believes these from now on; whether any are asked for was decided at the start.
    func replace(_ keys: KeyRing?) {
        if let keys, self.keys != nil { self.keys = keys }
    }

    /// Who asks for what needs `scope`.
    func caller(of request: Request, for scope: Scope) throws(Problem) -> Caller {
        guard let keys else { return .anyone }
        let key = try key(in: request)
        switch keys.verify(key, at: loop.timestamp) {
        case .valid(let caller):
            guard caller.may(scope) else { throw refuse(caller, scope) }
            metrics.count(.ok, on: loop.shard)
            return caller
        case .unknown:
            var problem = refuse(.unknown, "there is no such key")
            problem.notes.append(("claimed_key", key.id))
            throw problem
        case .expired(let caller): throw refuse(.expired, "the key has expired", caller)
        case .revoked(let caller): throw refuse(.revoked, "the key was revoked", caller)
        }
    }

    private func key(in request: Request) throws(Problem) -> AccessKey {
        var fields = 0
        var isBearer = false
        var key: AccessKey?
        request.forEachField("authorization") { value in
            fields += 1
            isBearer = AccessKey.isBearer(value)
            key = AccessKey(authorization: value)
        }
        guard fields > 0 else {
            throw refuse(.missing, "this needs a key: Authorization: Bearer pk_…", isInvalid: false)
        }
        // Two of them are no key, whatever they say: another server may read the other one.
        guard fields == 1, let key else {
            let detail = "Authorization is one line: Bearer, a blank, and a key that begins with pk_"
            throw refuse(.malformed, detail, isInvalid: isBearer)
        }
        return key
    }

    /// What is answered; `caller` is told only to the log, and `isInvalid` says whether there is a bearer's token that is
    /// wrong, as RFC 6750 section 3 wants to have it said.
    private func refuse(
        _ outcome: AuthenticationMetrics.Outcome,
        _ detail: String,
        _ caller: Caller? = nil,
        isInvalid: Bool = true
    ) -> Problem {
        metrics.count(outcome, on: loop.shard)
        var problem = Problem(.unauthorized, detail)
        let error = isInvalid ? #", error="invalid_token""# : ""
        problem.fields = [("WWW-Authenticate", #"Bearer realm="penstock""# + error)]
        problem.notes = Self.notes(outcome, caller)
        return problem
    }

    private func refuse(_ caller: Caller, _ scope: Scope) -> Problem {
        metrics.count(.scope, on: loop.shard)
        var problem = Problem(.forbidden, "this needs a key with the scope \(scope.rawValue)")
        let challenge = #"Bearer realm="penstock", error="insufficient_scope", scope="\#(scope.rawValue)""#
        problem.fields = [("WWW-Authenticate", challenge)]
        problem.notes = Self.notes(.scope, caller)
        return problem
    }

    private static func notes(
        _ outcome: AuthenticationMetrics.Outcome,
        _ caller: Caller?
    ) -> [(name: StaticString, value: String)] {
        var notes: [(name: StaticString, value: String)] = [("authentication", outcome.rawValue)]
        if let caller, let key = caller.key { notes += [("owner", caller.owner), ("key", key)] }
        return notes
    }
}
