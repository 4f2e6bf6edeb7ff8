internal import JSON

extension JSONNode {
    /// A number of tokens as a vendor says it, held to what can be one: sums of absurd figures must not end the process.
    var tokens: Int? { integer.map { min(max(0, $0), Self.tokensMax) } }

    private static var tokensMax: Int { 1 << 40 }
}
