/// One thing that a probe looks at, and what it found.
struct HealthCheck: Sendable {
    /// As `application/health+json` calls it (draft-inadarei-api-health-check-06 section 3.1).
    enum Verdict: String, Sendable {
        case pass
        /// It is worth knowing, and the server works.
        case warn
        case fail
    }

    /// What is wrong, in a sentence for the operator.
    enum Finding: Equatable, Sendable {
        /// It is told and keeps no requests away, such as a vendor's trouble while others can stand in.
        case warning(String)
        /// The server should get no requests.
        case failure(String)
    }

    let name: StaticString
    private let finding: Finding?

    init(_ name: StaticString, _ finding: Finding?) {
        self.name = name
        self.finding = finding
    }

    init(_ name: StaticString, failsBy fault: String?) {
        self.init(name, fault.map { .failure($0) })
    }

    var verdict: Verdict {
        switch finding {
        case nil: .pass
        case .warning: .warn
        case .failure: .fail
        }
    }

    /// What is wrong, or nil.
    var fault: String? {
        switch finding {
        case nil: nil
        case .warning(let fault), .failure(let fault): fault
        }
    }
}

extension Sequence<HealthCheck> {
    /// The worst of them.
    var verdict: HealthCheck.Verdict {
        contains { $0.verdict == .fail } ? .fail : contains { $0.verdict == .warn } ? .warn : .pass
    }
}
