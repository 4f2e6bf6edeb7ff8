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

    /// Whether the client would rather be told where to look than wait: `Prefer: respond-async` (RFC 7240 section 4.1).
    var prefersAsynchronous: Bool {
        guard let field = field("prefer") else { return false }
        return field.split(separator: ",").contains { preference in
            let name = preference.prefix { $0 != ";" && $0 != "=" }
            return name.filter { $0 != " " && $0 != "\t" }.lowercased() == "respond-async"
        }
    }
}
