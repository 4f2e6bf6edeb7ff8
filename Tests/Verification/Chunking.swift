/// Runs `parse` on the same input whole, byte by byte, cut once at every point, and cut into three at a sample of
/// pairs of points, and calls `check` with each outcome and a text that says how the input was cut.
public func verifyChunking<Outcome>(
    of input: [UInt8],
    parse: (_ pieces: [ArraySlice<UInt8>]) throws -> Outcome,
    check: (_ outcome: Outcome, _ cut: String) throws -> Void
) rethrows {
    try check(parse([input[...]]), "whole")
    try check(parse(input.indices.map { input[$0...$0] }), "byte by byte")
    for cut in input.indices {
        try check(parse([input[..<cut], input[cut...]]), "cut at \(cut)")
    }
    let step = max(1, input.count / 24)
    for first in stride(from: 0, to: input.count, by: step) {
        for second in stride(from: first, to: input.count, by: step) {
            let pieces = [input[..<first], input[first..<second], input[second...]]
            try check(parse(pieces), "cut at \(first) and \(second)")
        }
    }
}
