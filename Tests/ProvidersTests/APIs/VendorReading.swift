import Events
import Providers
import Testing
import Verification

/// What a call made of an answer.
struct VendorReading: Equatable, CustomStringConvertible {
    let text: String
    let ends: Int
    let finish: FinishReason?
    let fault: GenerationFault?
    let usage: Usage?
    let notes: CallNotes

    init(_ recorder: CallRecorder, _ notes: CallNotes) {
        text = recorder.text
        ends = recorder.ends.count
        finish = recorder.end?.reason
        fault = recorder.end?.fault
        usage = recorder.end?.usage
        self.notes = notes
    }

    var description: String {
        "\(text.debugDescription) \(finish?.rawValue ?? fault.map { "\($0.type): \($0.message)" } ?? "open") "
            + "\(String(describing: usage)) \(notes)"
    }
}

/// Runs `read` on the same answer in pieces of every kind, checks what it makes of the whole, and that it makes the same
/// of the pieces.
func verifyReading(
    of answer: [UInt8],
    cutsEverywhere: Bool = true,
    read: (_ pieces: [ArraySlice<UInt8>]) throws -> VendorReading,
    check: (VendorReading) throws -> Void
) throws {
    guard cutsEverywhere else { return try check(read([answer[...]])) }
    var whole: VendorReading?
    try verifyChunking(of: answer, parse: read) { reading, cut in
        if whole == nil {
            try check(reading)
            whole = reading
        } else if reading != whole {
            Issue.record("\(cut): \(reading)")
        }
    }
}
