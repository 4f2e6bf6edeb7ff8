import Providers
import Testing

/// What single vendors, and servers that imitate them, say in a way of their own.
@Suite struct VendorTranscriptTests {
    @Test(arguments: VendorTranscript.all)
    func itIsReadAsItIsMeant(_ rule: VendorTranscript) throws {
        let bench = try VendorBench(rule.api)
        try verifyReading(of: try Transcript(api: rule.api, name: rule.name).bytes()) { pieces in
            try bench.read(pieces)
        } check: { reading in
            let place: Comment = "\(reading)"
            #expect(reading.text == rule.text, place)
            #expect(reading.finish == rule.finish, place)
            #expect(reading.fault?.type == rule.error, place)
            #expect(reading.usage == rule.usage, place)
            #expect(reading.notes.model ?? "" == rule.model, place)
            #expect(reading.ends == 1, place)
        }
    }
}
