import Events
import Platform
import Testing

@testable import Providers

@Suite struct CircuitBreakerTests {
    typealias Call = CircuitModel.Call

    private static let start = Instant(nanoseconds: 1_000_000_000)
    private static let failed = CircuitOutcome.failed(.providerConnection)

    /// Always draws the longest pause.
    struct Largest: RandomNumberGenerator {
        mutating func next() -> UInt64 { .max }
    }

    private static let calls: [Call] = [
        .ask, .oldest(failed), .oldest(.worked), .oldest(.unknown), .newest(failed), .newest(.worked),
        .passes(.milliseconds(4_999)), .passes(.milliseconds(5_001)), .passes(.seconds(31)),
    ]

    @Test func everyOrderOfCallsIsDecidedAsTheModelDoes() {
        // It is already open once, and has one more call than that took.
        let opened: [Call] = [.ask, .ask, .ask, .oldest(Self.failed), .oldest(Self.failed)]
        var count = 0
        for prefix in [[.ask, .ask], opened] {
            var pending: [[Call]] = [[]]
            while let calls = pending.popLast() {
                let fault = Self.run(prefix + calls)
                if let fault { Issue.record("\(prefix + calls): \(fault)") }
                count += 1
                if calls.count < 5, fault == nil { pending += Self.calls.map { calls + [$0] } }
            }
        }
        #expect(count > 100_000)
    }

    private static func run(_ calls: [Call]) -> String? {
        var breaker = CircuitBreaker(CircuitModel.settings)
        var model = CircuitModel()
        var passes: [CircuitBreaker.Pass] = []
        var random: any RandomNumberGenerator = Largest()
        var now = start
        for (index, call) in calls.enumerated() {
            switch call {
            case .ask:
                let mayAsk = model.ask(at: now)
                if case .pass(let pass) = breaker.ask(at: now) {
                    if !mayAsk { return "call \(index) was let through" }
                    if pass.isProbe != model.calls.last?.isProbe { return "call \(index) is no such call" }
                    passes.append(pass)
                } else if mayAsk {
                    return "call \(index) was refused"
                }
            case .oldest(let outcome), .newest(let outcome):
                guard !passes.isEmpty else { return nil }
                let place = if case .newest = call { passes.count - 1 } else { 0 }
                let expected = model.end(place, outcome, at: now)
                let change = breaker.ended(passes.remove(at: place), outcome, at: now, random: &random)
                if !isSame(change, expected) { return "call \(index) made \(String(describing: change))" }
            case .passes(let time):
                now = now.advanced(by: time)
            }
            if breaker.state(at: now) != model.state(at: now) { return "the state is wrong after \(index)" }
        }
        return nil
    }

    private static func isSame(_ change: CircuitChange?, _ expected: Duration?) -> Bool {
        switch change {
        case nil: expected == nil
        case .closed: expected == .zero
        case .opened(_, let pause): expected.map { $0 - pause < .microseconds(1) && $0 >= pause } ?? false
        }
    }

    @Test func itOpensAtTheFifthFailureUnlessHalfOfTheCallsWork() {
        for (worked, failuresNeeded) in [(0, 5), (5, 5), (6, 6), (40, 40)] {
            var breaker = CircuitBreaker(CircuitSettings())
            var random: any RandomNumberGenerator = Largest()
            func end(_ outcome: CircuitOutcome) -> CircuitChange? {
                guard case .pass(let pass) = breaker.ask(at: Self.start) else { return nil }
                return breaker.ended(pass, outcome, at: Self.start, random: &random)
            }
            for _ in 0..<worked { #expect(end(.worked) == nil) }
            for _ in 1..<failuresNeeded { #expect(end(Self.failed) == nil) }
            let change = end(Self.failed)
            #expect(change != nil)
            let isOpen = breaker.ask(at: Self.start) == .refused(.seconds(5))
            #expect(isOpen)
        }
    }

    @Test func itSaysSinceWhenAndWhy() throws {
        var breaker = CircuitBreaker(CircuitModel.settings)
        var random: any RandomNumberGenerator = Largest()
        var now = Self.start
        for type in [ErrorType.providerTLS, .timeoutIdle, .providerDNS] {
            guard case .pass(let pass) = breaker.ask(at: now) else { continue }
            _ = breaker.ended(pass, .failed(type), at: now, random: &random)
            now = now.advanced(by: .seconds(5))
        }
        // Opened by the second failure; the third was the probe's.
        let found = breaker.trouble(at: now)
        let trouble = try #require(found)
        #expect(trouble.since == Self.start.advanced(by: .seconds(5)) && trouble.type == .providerDNS)
        let later = breaker.trouble(at: now.advanced(by: .seconds(5)))
        #expect(later == nil)
    }

    @Test(arguments: ErrorType.allCases)
    func onlyWhatIsTheProvidersFailureCountsAsOne(type: ErrorType) {
        let failures: [ErrorType] = [
            .providerConnection, .providerTLS, .providerDNS, .providerAuth, .providerServerError,
            .providerOverloaded, .providerProtocol, .providerTruncated, .timeoutFirstToken, .timeoutIdle,
        ]
        #expect((CircuitOutcome(type) == .failed(type)) == failures.contains(type))
    }
}
