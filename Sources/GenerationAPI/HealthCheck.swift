/// One thing that a probe looks at, and what it found.
struct HealthCheck: Sendable {
    /// As `application/health+json` calls it (draft-inadarei-api-health-check-06 section 3.1).
    enum Verdict: String, Sendable {
        case pass
        /// It is worth knowing, and the server works.
        case warn
        case fail
    }

    let name: StaticString
    /// What is wrong, or nil.
    let fault: String?
    private let isVital: Bool

    init(_ name: StaticString, _ fault: String?, isVital: Bool) {
        self.name = name
        self.fault = fault
        self.isVital = isVital
    }

    init(_ name: StaticString, failsBy fault: String?) {
        self.init(name, fault, isVital: true)
    }

    var verdict: Verdict { fault == nil ? .pass : isVital ? .fail : .warn }
}

extension Sequence<HealthCheck> {
    /// The worst of them.
    var verdict: HealthCheck.Verdict {
        contains { $0.verdict == .fail } ? .fail : contains { $0.verdict == .warn } ? .warn : .pass
    }
}
