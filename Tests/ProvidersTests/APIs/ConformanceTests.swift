import Providers
import Testing

/// Every API makes the same of what means the same, however the bytes arrive.
@Suite struct ConformanceTests {
    @Test(arguments: ConformanceCase.all, UpstreamSettings.API.allCases)
    func everyAPIMakesTheSameOfWhatMeansTheSame(_ rule: ConformanceCase, _ api: UpstreamSettings.API) throws {
        let transcript = Transcript(api: api, name: rule.file)
        guard rule.excluded[api] == nil else {
            #expect(!transcript.exists, "it is excluded")
            return
        }
        let bench = try VendorBench(api)
        try verifyReading(of: try transcript.bytes()) { pieces in
            try bench.read(pieces, end: rule.end)
        } check: { reading in
            expect(reading, rule)
        }
    }

    private func expect(_ reading: VendorReading, _ rule: ConformanceCase) {
        let place: Comment = "\(reading)"
        #expect(reading.ends == 1, place)
        #expect(reading.text == rule.text, place)
        #expect(reading.finish == rule.finish, place)
        #expect(reading.fault?.type == rule.error, place)
        #expect(reading.notes.framesSkipped == rule.framesSkipped, place)
        #expect(!rule.namesModel || reading.notes.model == "model-2026-11-01", place)
        switch rule.tokens {
        case .exactly(let usage): #expect(reading.usage == usage, place)
        case .estimated:
            #expect(reading.usage?.isEstimated == true, place)
            #expect(reading.usage?.inputTotal ?? 0 > 0, place)
            #expect(rule.text.isEmpty || reading.usage?.output ?? 0 > 0, place)
        }
    }

    @Test(arguments: UpstreamSettings.API.allCases)
    func linesMayEndInCarriageReturns(_ api: UpstreamSettings.API) throws {
        let lines = String(decoding: try Transcript(api: api, name: "text").bytes(), as: UTF8.self)
        let bench = try VendorBench(api)
        for spelling in [lines.replacing("\n", with: "\r\n"), lines.replacing("data: ", with: "data:")] {
            let reading = try bench.read([Array(spelling.utf8)[...]])
            #expect(reading.text == "Hello thére, wørld! 👋\n\"q\"")
            #expect(reading.finish == .stop)
        }
    }
}
