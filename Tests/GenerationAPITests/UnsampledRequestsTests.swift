import Metrics
import Platform
import Testing
import Tracing

@testable import GenerationAPI

/// The request of a generation that is exported is exported too, whichever of them ends first.
@Suite struct UnsampledRequestsTests {
    private enum End {
        case request, fineGeneration, remarkableGeneration, failedRequest
    }

    /// How many spans of a request are exported once these have happened.
    private static func exported(_ ends: [End], ratio: Double = 0, began: Bool = true) throws -> Int {
        let tracer = Tracer(ratio: ratio, registry: Registry(loops: 1))
        var random: any RandomNumberGenerator = SeededRandomness(seed: 1)
        let trace = try #require(tracer.context(continuing: nil, .empty, random: &random))
        let requests = UnsampledRequests(tracer)
        let time = Timestamp(unixNanoseconds: 1)
        if began { requests.began(trace) }
        for end in ends {
            switch end {
            case .request:
                requests.requestEnded(trace) { TraceSpan(trace, "", .server, from: time, to: time) }
            case .fineGeneration: requests.generationEnded(trace, isExported: false)
            case .remarkableGeneration: requests.generationEnded(trace, isExported: true)
            case .failedRequest: requests.forget(trace)
            }
        }
        return tracer.count
    }

    @Test func itIsExportedWithItsGeneration() throws {
        #expect(try Self.exported([.remarkableGeneration, .request]) == 1)
        #expect(try Self.exported([.request, .remarkableGeneration]) == 1)
    }

    @Test func itIsNotExportedAloneNorTwice() throws {
        #expect(try Self.exported([.fineGeneration, .request]) == 0)
        #expect(try Self.exported([.request, .fineGeneration]) == 0)
        #expect(try Self.exported([.request]) == 0)
        #expect(try Self.exported([.remarkableGeneration]) == 0)
        #expect(try Self.exported([.request], began: false) == 0)
        // What is sampled, and what failed itself, is exported without being asked for here.
        #expect(try Self.exported([.remarkableGeneration, .request], ratio: 1) == 0)
        #expect(try Self.exported([.failedRequest, .remarkableGeneration]) == 0)
        #expect(try Self.exported([.remarkableGeneration, .failedRequest]) == 0)
    }
}
