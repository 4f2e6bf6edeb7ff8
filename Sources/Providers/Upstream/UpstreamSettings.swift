package import HTTPClient

/// How a vendor's API, or a server that speaks like it, is reached.
package struct UpstreamSettings: Equatable, Sendable {
    package enum API: String, CaseIterable, Sendable {
        case openAIChat = "openai_chat"
        case openAIResponses = "openai_responses"
        case anthropic
        case gemini
    }

    package let api: API
    /// What the API's paths stand below; a query in it goes with every request.
    package var baseURL: UpstreamURL
    /// Nil for a server that does not ask.
    package var key: APIKey?
    /// The field that the key stands in, where it is not the API's own.
    package var keyField: String?
    /// Sent with every request.
    package var fields: [HTTPField] = []
    package var route = UpstreamRoute()
    package var timeouts = HTTPClientRequest.Timeouts()
    /// Calls at a time, of the whole process; nil for as many as there are.
    package var callsMax: Int?
    /// What the server calls models that pipelines call otherwise.
    package var modelNames: [String: String] = [:]
    /// How an answer is first asked for that must be JSON.
    package var structure = RequestTerms.Structure.schema
    /// Whether budgets have their old name, `max_tokens`.
    package var hasOldTokenLimit: Bool

    /// What models that reason may think, in tokens, beside what pipelines let them answer.
    package var reasoningTokens = 0

    package init(_ api: API, at baseURL: UpstreamURL) {
        self.api = api
        self.baseURL = baseURL
        // Only where reasoning models are served did the name change.
        hasOldTokenLimit = !["openai.com", "azure.com"].contains { baseURL.host.hasSuffix($0) }
        // The engine's own limits are the shorter ones; these end what it has forgotten.
        timeouts.total = .seconds(3_600)
    }

    /// Where a request goes: `path`, which may have a query, below the base.
    func url(_ path: String) throws(UpstreamURL.Fault) -> UpstreamURL {
        let (base, query) = Self.split(baseURL.description)
        let (below, ownQuery) = Self.split(path)
        let queries = [query, ownQuery].compactMap(\.self).joined(separator: "&")
        let start = base.hasSuffix("/") ? String(base.dropLast()) : base
        return try UpstreamURL("\(start)\(below)\(queries.isEmpty ? "" : "?\(queries)")")
    }

    private static func split(_ url: String) -> (String, String?) {
        guard let mark = url.firstIndex(of: "?") else { return (url, nil) }
        return (String(url[..<mark]), String(url[url.index(after: mark)...]))
    }
}
