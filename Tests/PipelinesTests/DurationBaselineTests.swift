import Platform
import Testing
import Verification

@testable import Pipelines

@Suite struct DurationBaselineTests {
    /// Runs of a step, one a minute unless it says otherwise, and what has been learned from them.
    private struct Series {
        var baseline = DurationBaseline()
        var now = Instant(nanoseconds: 1)
        private var random = SeededRandomness(seed: 3)

        var normal: Double { baseline.normal?.inSeconds ?? .nan }

        mutating func run(_ seconds: Double, every interval: Duration = .seconds(60)) {
            now = now.advanced(by: interval)
            baseline.learn(.seconds(seconds), at: now)
        }

        mutating func run(_ count: Int, of seconds: Double, every interval: Duration = .seconds(60)) {
            for _ in 0..<count { run(seconds, every: interval) }
        }

        /// Somewhere between the value divided and multiplied by `factor`, as likely above as below.
        mutating func noisy(_ seconds: Double, by factor: Double) {
            let stretch = 1 + Double.random(in: 0...(factor - 1), using: &random)
            run(Bool.random(using: &random) ? seconds * stretch : seconds / stretch)
        }

        mutating func happens(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }
    }

    @Test func nothingIsKnownBeforeFiveRuns() {
        var series = Series()
        series.run(4, of: 2)
        #expect(series.baseline.normal == nil)
        series.run(2)
        #expect(abs(series.normal - 2) < 1e-6)
    }

    @Test(arguments: [0, 1, 2, 3, 4])
    func oneOddRunAtTheStartDoesNotMatter(place: Int) {
        var series = Series()
        for index in 0..<5 { series.run(index == place ? 300 : 2) }
        #expect(abs(series.normal - 2) < 1e-6)
    }

    @Test func aSteadyStepIsKnownExactly() {
        var series = Series()
        series.run(2_000, of: 0.25, every: .milliseconds(10))
        #expect(abs(series.normal - 0.25) < 1e-6)
    }

    @Test(arguments: [1.1, 1.5, 3])
    func noiseIsAveraged(factor: Double) {
        var series = Series()
        for _ in 0..<1_000 { series.noisy(10, by: factor) }
        #expect((9...11).contains(series.normal), "\(series.normal)")
    }

    @Test func outliersHardlyCount() {
        var series = Series()
        for _ in 0..<1_000 { if series.happens(0.05) { series.run(600) } else { series.noisy(10, by: 1.2) } }
        #expect((9.5...11).contains(series.normal), "\(series.normal)")
    }

    @Test func noSingleRunMovesIt() {
        for odd in [1e-9, 0, 1e5] {
            var series = Series()
            series.run(20, of: 10)
            series.run(odd)
            #expect((9.6...10.4).contains(series.normal), "\(series.normal)")
        }
    }

    @Test func aStepThatBecameSlowIsSlowForAWhileBeforeItIsNormal() {
        var series = Series()
        series.run(1_000, of: 10)
        for _ in 0..<60 {
            #expect(series.baseline.isSlow(.seconds(30)))
            series.run(30)
        }
        #expect((10...13).contains(series.normal), "\(series.normal)")
        series.run(23 * 60, of: 30)
        #expect((29...30.1).contains(series.normal), "\(series.normal)")
        #expect(!series.baseline.isSlow(.seconds(30)))
    }

    @Test func howOftenItRunsDoesNotHurryIt() {
        var series = Series()
        series.run(3_600, of: 10, every: .seconds(1))
        // As many runs again, all slow, within a minute.
        series.run(3_600, of: 30, every: .milliseconds(16))
        #expect(series.baseline.isSlow(.seconds(30)))
        #expect(series.normal < 10.2)
    }

    @Test func aStepThatSeldomRunsIsAveragedOverSomeRuns() {
        var series = Series()
        series.run(100, of: 10, every: .seconds(86_400))
        series.run(10, of: 30, every: .seconds(86_400))
        #expect((10...13).contains(series.normal), "\(series.normal)")
        series.run(100, of: 30, every: .seconds(86_400))
        #expect((28...30.1).contains(series.normal), "\(series.normal)")
    }

    @Test func aRunIsJudgedOnceTwentyHaveBeenSeen() {
        var series = Series()
        series.run(19, of: 10)
        #expect(!series.baseline.isSlow(.seconds(1_000)))
        series.run(10)
        #expect(series.baseline.isSlow(.seconds(1_000)))
        #expect(series.baseline.isSlow(.milliseconds(20_001)))
        #expect(!series.baseline.isSlow(.milliseconds(19_999)))
    }

    @Test func whatTakesNoTimeIsNotSlowBecauseTheLoopWasBusy() {
        var series = Series()
        series.run(100, of: 0)
        #expect(series.baseline.normal?.inSeconds ?? 1 < 0.001)
        #expect(!series.baseline.isSlow(.milliseconds(20)))
        #expect(series.baseline.isSlow(.milliseconds(21)))
    }

    @Test func timeThatSeemsToGoBackIsNoTime() {
        var series = Series()
        series.run(100, of: 10)
        series.baseline.learn(.seconds(30), at: Instant(nanoseconds: 0))
        #expect((10...10.2).contains(series.normal), "\(series.normal)")
    }
}
