/// Receives what a ``JSONScanner`` meets.
package protocol JSONTokenReceiver: ~Copyable {
    /// Takes a token, its text (of pieces and numbers, else empty), and the offset at which it begins.
    ///
    /// For pieces and ends of names and strings that is the opening quote. What it throws ends the scan.
    mutating func receive(_ token: JSONToken, _ text: Span<UInt8>, at offset: Int) throws(JSONFault)

    /// Whether the scanner is to stop behind the token at hand, to be sent on later.
    var isPaused: Bool { get }
}

extension JSONTokenReceiver where Self: ~Copyable {
    package var isPaused: Bool { false }
}
