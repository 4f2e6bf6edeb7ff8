internal import Platform

/// Upper bounds of buckets, in the stored form of the unit.
package struct HistogramBounds: Sendable {
    let values: [Int64]

    package init(_ durations: [Duration]) {
        values = durations.map(\.wholeNanoseconds)
    }

    /// Bounds of what is counted rather than timed.
    package init(counts: [Int64]) {
        values = counts
    }

    /// Bounds that each exceed the one before by `factor`, rounded to two significant digits.
    package static func exponential(from first: Duration, to last: Duration, factor: Double)
        -> HistogramBounds
    {
        var bounds: [Duration] = []
        var value = Double(first.wholeNanoseconds)
        while value < Double(last.wholeNanoseconds) * factor {
            bounds.append(.nanoseconds(roundedToTwoDigits(value)))
            value *= factor
        }
        return HistogramBounds(bounds)
    }

    /// Answers of an HTTP server (OpenTelemetry's advice for `http.server.request.duration`).
    package static let requests = HistogramBounds(
        [5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000].map { .milliseconds($0) }
    )

    /// Generations and steps: from a check of milliseconds to a plan of half an hour, each bound at most a quarter
    /// above the one before in the range where models answer, so that "twice as slow" can be seen.
    package static let steps = exponential(from: .milliseconds(1), to: .milliseconds(250), factor: 2.5)
        .followed(by: exponential(from: .milliseconds(250), to: .seconds(120), factor: 1.25))
        .followed(by: exponential(from: .seconds(120), to: .seconds(1_800), factor: 1.5))

    /// Delays inside the process: ten microseconds to a few seconds.
    package static let delays = exponential(from: .microseconds(10), to: .seconds(5), factor: 2)

    /// These bounds and those of `other` that lie above them.
    package func followed(by other: HistogramBounds) -> HistogramBounds {
        let highest = values.last ?? 0
        return HistogramBounds((values + other.values.filter { $0 > highest }).map { .nanoseconds($0) })
    }

    private static func roundedToTwoDigits(_ value: Double) -> Int64 {
        var magnitude: Int64 = 1
        while value / Double(magnitude) >= 100 { magnitude *= 10 }
        return Int64((value / Double(magnitude)).rounded()) * magnitude
    }
}
