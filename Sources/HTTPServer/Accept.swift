/// What a client accepts, by preference (RFC 9110 section 12.5.1).
package struct Accept: Sendable {
    package struct Range: Equatable, Sendable {
        package let media: MediaType
        package let quality: Double

        /// How exactly it names a type: an exact one beats `text/*`, which beats `*/*`.
        var specificity: Int {
            if media.type == "*" { return 0 }
            if media.subtype == "*" { return 1 }
            return 2 + media.parameters.count
        }

        package func matches(_ offered: MediaType) -> Bool {
            (media.type == "*" || media.type == offered.type)
                && (media.subtype == "*" || media.subtype == offered.subtype)
        }
    }

    /// In the order of preference; those that are not acceptable (`q=0`) come last.
    package let ranges: [Range]

    /// A header is short; more than this many alternatives are not read.
    private static let rangesMax = 32
    /// Ten times what browsers and scrapers send; reading all of a head would keep the loop for milliseconds.
    static let bytesMax = 4_096

    /// What most programs send: read once.
    private static let common = ["*/*", "text/event-stream", "application/json"].map { text in
        (text: text, ranges: MediaType(text[...]).map { [Range(media: $0, quality: 1)] } ?? [])
    }

    /// Reads the field's value; none, an empty one, one that makes no sense and one that is too long to be meant
    /// accept anything.
    package init(_ given: String?) {
        let field = given ?? ""
        if let common = Self.common.first(where: { $0.text == field }) {
            ranges = common.ranges
            return
        }
        var ranges: [Range] = []
        let isShort = field.utf8.count <= Self.bytesMax
        for part in isShort ? field.split(separator: ",").prefix(Self.rangesMax) : [] {
            guard let media = MediaType(part) else { continue }
            let quality = media.parameters["q"].flatMap(Double.init) ?? 1
            ranges.append(Range(media: media, quality: quality.isFinite ? min(max(quality, 0), 1) : 0))
        }
        let ordered = ranges.enumerated().sorted { left, right in
            (left.element.quality, -left.offset) > (right.element.quality, -right.offset)
        }
        self.ranges = ordered.map(\.element)
    }

    /// How much the client wants this type; 0 is not at all.
    package func quality(of offered: MediaType) -> Double {
        guard !ranges.isEmpty else { return 1 }
        let matching = ranges.filter { $0.matches(offered) }
        return matching.max { $0.specificity < $1.specificity }?.quality ?? 0
    }

    /// The offered type that the client prefers, the first of equals; nil if it accepts none.
    package func preferred(of offered: [MediaType]) -> MediaType? {
        var best: (media: MediaType, quality: Double)?
        for media in offered {
            let quality = quality(of: media)
            if quality > 0, quality > best?.quality ?? 0 { best = (media, quality) }
        }
        return best?.media
    }
}
