import Metrics
import Testing

@testable import Metrics

@Suite struct BucketTests {
    @Test(arguments: [
        HistogramBounds.requests, .steps, .delays,
        .exponential(from: .nanoseconds(1), to: .seconds(1), factor: 1.01),
    ])
    func theBucketIsTheFirstThatHoldsTheValue(bounds: HistogramBounds) {
        let pointer = BoundsPointer(copying: bounds.values)
        defer { pointer.deallocate() }
        var values: Set<Int64> = [0, 1, 15, 16, 17, .max, .max - 1]
        for bound in bounds.values { values.formUnion([bound - 1, bound, bound + 1]) }
        for shift in 0..<63 { values.formUnion([1 << shift, (1 << shift) - 1, (1 << shift) + 1]) }
        for value in values {
            let expected = bounds.values.firstIndex { value <= $0 } ?? bounds.values.count
            #expect(pointer.bucket(of: value) == expected, "\(value)")
        }
    }

    @Test func anEmptyListHasOneBucket() {
        let pointer = BoundsPointer(copying: [])
        defer { pointer.deallocate() }
        #expect(pointer.bucket(of: 0) == 0)
        #expect(pointer.bucket(of: .max) == 0)
    }

    @Test func nativeBucketsGrowByAnEighthOfADoubling() {
        let bounds = NativeBuckets.bounds
        #expect(bounds.count == NativeBuckets.count - 1)
        // The bound of index 0 is a second, and each eighth index away is a doubling.
        for doublings in -9...11 {
            let seconds = doublings < 0 ? 1_000_000_000 >> -doublings : 1_000_000_000 << doublings
            #expect(bounds[doublings * 8 - NativeBuckets.indexMin + 1] == Int64(seconds))
        }
        for index in 1..<bounds.count {
            let growth = Double(bounds[index]) / Double(bounds[index - 1])
            #expect(growth > 1.089 && growth < 1.092)
        }
    }

    struct SpanCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Counts by their places from the first bucket.
        let counts: [Int: UInt64]
        let spans: [[Int]]
        let deltas: [Int]
    }

    @Test(arguments: [
        SpanCase(testDescription: "nothing", counts: [:], spans: [], deltas: []),
        SpanCase(testDescription: "the first bucket", counts: [0: 4], spans: [[-159, 1]], deltas: [4]),
        // The specification's example, moved to where our buckets begin.
        SpanCase(
            testDescription: "the specification's example",
            counts: [0: 3, 1: 5, 4: 1, 6: 3, 7: 2],
            spans: [[-159, 8]],
            deltas: [3, 2, -5, 0, 1, -1, 3, -1]
        ),
        SpanCase(
            testDescription: "three empty buckets part two runs",
            counts: [2: 1, 6: 9],
            spans: [[-157, 1], [3, 1]],
            deltas: [1, 8]
        ),
        SpanCase(testDescription: "the last bucket", counts: [254: 1], spans: [[95, 1]], deltas: [1]),
    ])
    func runsOfBuckets(_ expected: SpanCase) {
        var counts = [UInt64](repeating: 0, count: NativeBuckets.count - 1)
        for (index, count) in expected.counts { counts[index] = count }
        // As the encoder has it: a slice behind the zero bucket.
        let spans = NativeSpans(([7] + counts).dropFirst())
        #expect(spans.spans.map { [$0.offset, $0.length] } == expected.spans)
        #expect(spans.deltas == expected.deltas)
    }
}
