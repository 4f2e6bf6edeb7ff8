internal import Dialects
internal import HTTPServer

/// What clients may choose of how they are answered.
extension Request {
    /// The dialect of the stream or document that is asked for.
    func dialect(or preset: DialectName) throws(Problem) -> DialectName {
        guard let name = queryValue("dialect") ?? acceptedDialect else { return preset }
        guard let dialect = DialectName(rawValue: name) else {
            let names = DialectName.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.badRequest, "there is no dialect \"\(name)\"; there are: \(names)")
        }
        return dialect
    }

    /// `Accept: text/event-stream; dialect=penstock`.
    private var acceptedDialect: String? {
        Accept(field("accept")).ranges
            .first { $0.media.isSameType(as: .eventStream) }?.media.parameters["dialect"]
    }

    /// Whether the stream is to tell what calls have cost while it goes: `?cost=true`, which an `EventSource` can say too.
    var wantsCosts: Bool { queryValue("cost").map { ["true", "1", ""].contains($0) } ?? false }

    /// Whether the client would rather be told where to look than wait: `Prefer: respond-async` (RFC 7240 section 4.1).
    var prefersAsynchronous: Bool { preference("respond-async") != nil }

    /// How long the client will wait for the end, if it waits and says so: `Prefer: wait=30`, in seconds (section 4.3).
    var deadline: Duration? { waitSeconds.map { .seconds($0) } }

    /// What of its preferences is honoured, as the answer says it (section 3).
    var appliedPreference: String? {
        prefersAsynchronous ? "respond-async" : waitSeconds.map { "wait=\($0)" }
    }

    private var waitSeconds: Int? {
        guard !prefersAsynchronous, let seconds = preference("wait").flatMap({ Int($0) }), seconds > 0 else {
            return nil
        }
        return min(seconds, Self.waitMax)
    }

    /// More than any generation may take.
    private static let waitMax = 86_400

    /// The value of a preference, empty if it has none; nil if it is not stated.
    private func preference(_ name: String) -> String? {
        for preference in field("prefer")?.split(separator: ",") ?? [] {
            let pair = preference.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            let words = pair.map { $0.filter { $0 != " " && $0 != "\t" && $0 != "\"" } }
            if words.first?.lowercased() == name { return words.count > 1 ? words[1] : "" }
        }
        return nil
    }
}
