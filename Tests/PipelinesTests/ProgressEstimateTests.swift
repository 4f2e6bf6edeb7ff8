import Platform
import Testing

@testable import Pipelines

@Suite struct ProgressEstimateTests {
    private static let start = Instant(nanoseconds: 5_000_000_000)

    private static func after(_ duration: Duration) -> Instant { start.advanced(by: duration) }

    @Test func progressIsTimeAndNotSteps() {
        var estimate = ProgressEstimate(expected: [.seconds(1), .seconds(9), .seconds(10)])
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
        var estimate = ProgressEstimate(expected: [.seconds(10)])
        estimate.began(0, at: Self.start)
        #expect(estimate.percent(at: Self.after(.seconds(9))) == 90)
        #expect(estimate.percent(at: Self.after(.seconds(3_600))) == 95)
        estimate.finished(0)
        #expect(estimate.percent(at: Self.after(.seconds(3_600))) == 99)
    }

    @Test func whatIsLeftIsTheRestOfTheExpected() {
        var estimate = ProgressEstimate(expected: [.seconds(10), .seconds(30)])
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

    @Test func itIsLookedAtFiftyTimesASecond() {
        var estimate = ProgressEstimate(expected: [.milliseconds(100)])
        estimate.began(0, at: Self.start)
        #expect(estimate.percent(at: Self.start) == 0)
        #expect(estimate.percent(at: Self.after(.milliseconds(19))) == 0)
        #expect(estimate.percent(at: Self.after(.milliseconds(20))) == 20)
    }

    @Test func stepsThatTakeNoTimeStillCount() {
        var estimate = ProgressEstimate(expected: [.zero, .zero])
        estimate.began(0, at: Self.start)
        estimate.finished(0)
        #expect(estimate.percent(at: Self.start) == 50)
    }
}
