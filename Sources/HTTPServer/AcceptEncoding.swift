/// Which content codings a client takes (RFC 9110 section 12.5.3).
package struct AcceptEncoding: Sendable {
    private let qualities: [String: Double]

    /// A header is short; more than this many codings are not read.
    private static let codingsMax = 32

    /// - Parameter field: The field's value, or nil if there is none.
    package init(_ field: String?) {
        var qualities: [String: Double] = [:]
        // What is too long to be meant is not read at all, so the answer is not compressed.
        let field = field.flatMap { $0.utf8.count <= Accept.bytesMax ? $0 : nil } ?? ""
        for part in field.split(separator: ",").prefix(Self.codingsMax) {
            let pieces = part.split(separator: ";").map { piece in
                String(piece.filter { $0 != " " && $0 != "\t" }).lowercased()
            }
            guard let coding = pieces.first else { continue }
            var quality = 1.0
            for piece in pieces.dropFirst() where piece.hasPrefix("q=") {
                quality = Double(piece.dropFirst(2)) ?? 0
            }
            qualities[coding] = quality
        }
        self.qualities = qualities
    }

    /// Whether gzip is asked for: named, or meant by `*`, and no less welcome than what is sent without any coding.
    package var prefersGzip: Bool {
        let gzip = qualities["gzip"] ?? qualities["x-gzip"] ?? qualities["*"] ?? 0
        return gzip > 0 && gzip >= qualities["identity"] ?? 0
    }
}
