import Platform
import Testing

@testable import Pipelines

@Suite struct ProgressEstimateTests {
    private static let start = Instant(nanoseconds: 5_000_000_000)

    /// Steps one after the other.
    private static func chain(_ expected: [Duration]) -> ProgressEstimate {
        let needs = expected.indices.map { Array(0..<$0) }
        return ProgressEstimate(
            expected: expected,
            DependencyGraph(needs: needs, running: Array(expected.indices))
        )
    }

    private static func after(_ duration: Duration) -> Instant { start.advanced(by: duration) }

    @Test func progressIsTimeAndNotSteps() {
        var estimate = Self.chain([.seconds(1), .seconds(9), .seconds(10)])
        #expect(estimate.percent(at: Self.start) == 0)
        estimate.began(0, at: Self.start)
        estimate.finished(0)
        #expect(estimate.percent(at: Self.start) == 5)
        estimate.began(1, at: Self.start)
        #expect(estimate.percent(at: Self.after(.milliseconds(4_500))) == 27)
        estimate.finished(1)
        #expect(estimate.percent(at: Self.after(.milliseconds(4_500))) == 50)
    }

    @Test func aStepThatTakesLongerIsNeverDoneBeforeItIs() {
        var estimate = Self.chain([.seconds(10)])
        estimate.began(0, at: Self.start)
        #expect(estimate.percent(at: Self.after(.seconds(9))) == 90)
        #expect(estimate.percent(at: Self.after(.seconds(3_600))) == 95)
        estimate.finished(0)
        #expect(estimate.percent(at: Self.after(.seconds(3_600))) == 99)
    }

    @Test func whatIsLeftIsTheRestOfTheExpected() {
        var estimate = Self.chain([.seconds(10), .seconds(30)])
        #expect(estimate.remaining(at: Self.start) == .seconds(40))
        estimate.began(0, at: Self.start)
        #expect(estimate.remaining(at: Self.after(.seconds(4))) == .seconds(36))
        #expect(estimate.remaining(at: Self.after(.seconds(3_600))) == .seconds(30.5))
        estimate.finished(0)
        #expect(estimate.remaining(at: Self.after(.seconds(3_600))) == .seconds(30))
        estimate.began(1, at: Self.start)
        estimate.finished(1)
        #expect(estimate.remaining(at: Self.start) == .zero)
    }

    @Test func itIsLookedAtTwentyTimesASecond() {
        var estimate = Self.chain([.milliseconds(100)])
        estimate.began(0, at: Self.start)
        #expect(estimate.percent(at: Self.start) == 0)
        #expect(estimate.percent(at: Self.after(.milliseconds(49))) == 0)
        #expect(estimate.percent(at: Self.after(.milliseconds(50))) == 50)
    }

    @Test func stepsThatTakeNoTimeStillCount() {
        var estimate = Self.chain([.zero, .zero])
        estimate.began(0, at: Self.start)
        estimate.finished(0)
        #expect(estimate.percent(at: Self.start) == 50)
    }

    @Test func stepsSideBySideTakeAsLongAsTheLongest() {
        let expected: [Duration] = [.seconds(10), .seconds(5), .seconds(10)]
        var estimate = ProgressEstimate(
            expected: expected,
            DependencyGraph(needs: [[], [0], [0]], running: [0, 1, 2])
        )
        #expect(estimate.remaining(at: Self.start) == .seconds(20))
        estimate.began(0, at: Self.start)
        estimate.finished(0)
        estimate.began(1, at: Self.start)
        estimate.began(2, at: Self.start)
        #expect(estimate.percent(at: Self.after(.seconds(4))) == 70)
        #expect(abs(estimate.fraction(of: 1, at: Self.after(.seconds(4))) - 0.8) < 1e-9)
        estimate.finished(1)
        #expect(estimate.remaining(at: Self.after(.seconds(4))) == .seconds(6))
    }

    @Test func whatIsGivenTakesNoTime() {
        var estimate = ProgressEstimate(
            expected: [.seconds(10), .seconds(10)],
            DependencyGraph(needs: [[], [0]], running: [1])
        )
        #expect(estimate.remaining(at: Self.start) == .seconds(10))
        #expect(estimate.percent(at: Self.start) == 0)
    }
}
