import Events
import Platform

@testable import Pipelines

/// What `GenerationMachine` should do, said differently: each moment at which something would be too late.
struct MachineModel {
    enum Call: CaseIterable {
        case start
        case text
        case succeeded
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
        case run(Int)
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
    static let stepTimeouts = StepTimeouts(firstToken: .seconds(4), idle: .seconds(3), total: .seconds(9))

    let isTimed: [Bool]
    /// Nil if leaving cancels.
    let grace: Duration?

    var step: Int?
    var hasStarted = false
    var hasEnded = false
    private var late: [String: (at: Instant, outcome: Outcome)] = [:]

    init(isTimed: [Bool], grace: Duration?) {
        self.isTimed = isTimed
        self.grace = grace
    }

    /// The calls that may be made now.
    var legal: [Call] {
        if !hasStarted { return hasEnded ? [.cancel] : [.start, .cancel, .left, .came] }
        if hasEnded { return [.text, .cancel, .left, .came, .beyond] }
        return Call.allCases.filter { $0 != .start }
    }

    var deadline: Instant? { step == nil ? nil : late.values.map(\.at).min() }

    /// What follows from a call, made when the time that it stands for has passed.
    mutating func make(_ call: Call, at now: Instant) -> Outcome {
        switch call {
        case .start:
            hasStarted = true
            late["generation"] = (now.advanced(by: Self.timeout), .failed(.timeoutGeneration))
            return run(0, at: now)
        case .text:
            guard let step, isTimed[step] else { return .nothing }
            late["silence"] = (now.advanced(by: Self.stepTimeouts.idle), .failed(.timeoutIdle))
            return .nothing
        case .succeeded:
            return run((step ?? 0) + 1, at: now)
        case .failed:
            return end(.failed(.outputSchema))
        case .cancel:
            return hasEnded ? .nothing : end(.cancelled)
        case .left:
            guard let grace else { return hasEnded ? .nothing : end(.abandoned) }
            late["grace"] = (now.advanced(by: grace), .abandoned)
            return .nothing
        case .came:
            late["grace"] = nil
            return .nothing
        case .before, .atDeadline, .beyond:
            guard step != nil, let first = late.values.min(by: { $0.at < $1.at }), first.at <= now else {
                return .nothing
            }
            return end(first.outcome)
        }
    }

    private mutating func run(_ next: Int, at now: Instant) -> Outcome {
        late["step"] = nil
        late["silence"] = nil
        guard next < isTimed.count else { return end(.complete) }
        step = next
        if isTimed[next] {
            late["step"] = (now.advanced(by: Self.stepTimeouts.total), .failed(.timeoutStep))
            late["silence"] = (now.advanced(by: Self.stepTimeouts.firstToken), .failed(.timeoutFirstToken))
        }
        return .run(next)
    }

    private mutating func end(_ outcome: Outcome) -> Outcome {
        step = nil
        hasEnded = true
        return outcome
    }
}
