import Events
import Platform

@testable import Pipelines

/// What `GenerationMachine` should do, said differently: sets of steps, and each moment at which something would be too
/// late.
struct MachineModel {
    enum Call: Equatable {
        case start
        case ended(Int)
        case failed
        case cancel
        case left
        case came
        /// Time passes to just before the deadline, to it, and beyond it.
        case before
        case atDeadline
        case beyond
    }

    enum Outcome: Equatable {
        case nothing
        case run([Int])
        case complete
        case failed(ErrorType)
        case cancelled
        case abandoned

        var isTerminal: Bool {
            switch self {
            case .nothing, .run: false
            case .complete, .failed, .cancelled, .abandoned: true
            }
        }
    }

    static let timeout = Duration.seconds(20)
    static let patience = Duration.seconds(9)

    let needs: [[Int]]
    /// Those that run; the others are given.
    let selected: Set<Int>
    let hasDeadline: Bool
    /// Nil if leaving cancels.
    let grace: Duration?

    private(set) var running: Set<Int> = []
    private var over: Set<Int>
    private var hasStarted = false
    private(set) var hasEnded = false
    private var late: [String: (at: Instant, outcome: Outcome)] = [:]

    init(needs: [[Int]], selected: Set<Int>, hasDeadline: Bool, grace: Duration?) {
        self.needs = needs
        self.selected = selected
        self.hasDeadline = hasDeadline
        self.grace = grace
        over = Set(needs.indices).subtracting(selected)
    }

    /// The calls that may be made now.
    var legal: [Call] {
        let always: [Call] = [.cancel, .left, .came]
        if !hasStarted { return hasEnded ? always : always + [.start] }
        if hasEnded { return always + [.failed, .beyond] }
        return always + [.failed, .before, .atDeadline, .beyond] + running.sorted().map { .ended($0) }
    }

    var deadline: Instant? { hasStarted && !hasEnded ? late.values.map(\.at).min() : nil }

    /// What follows from a call, made when the time that it stands for has passed.
    mutating func make(_ call: Call, at now: Instant) -> Outcome {
        switch call {
        case .start:
            hasStarted = true
            late["generation"] = (now.advanced(by: Self.timeout), .failed(.timeoutGeneration))
            if hasDeadline { late["caller"] = (now.advanced(by: Self.patience), .failed(.timeoutDeadline)) }
            return proceed()
        case .ended(let step):
            running.remove(step)
            over.insert(step)
            return proceed()
        case .failed:
            return end(.failed(.outputSchema))
        case .cancel:
            return end(.cancelled)
        case .left:
            guard let grace else { return end(.abandoned) }
            late["grace"] = (now.advanced(by: grace), .abandoned)
            return .nothing
        case .came:
            late["grace"] = nil
            return .nothing
        case .before, .atDeadline, .beyond:
            guard deadline != nil, let first = late.values.min(by: { $0.at < $1.at }), first.at <= now else {
                return .nothing
            }
            return end(first.outcome)
        }
    }

    private mutating func proceed() -> Outcome {
        let ready = selected.subtracting(over).subtracting(running).filter { over.isSuperset(of: needs[$0]) }
        running.formUnion(ready)
        if over.isSuperset(of: selected) { return end(.complete) }
        return ready.isEmpty ? .nothing : .run(ready.sorted())
    }

    private mutating func end(_ outcome: Outcome) -> Outcome {
        guard !hasEnded else { return .nothing }
        hasEnded = true
        running = []
        return outcome
    }
}
