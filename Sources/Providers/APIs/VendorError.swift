internal import Bytes
internal import Events
internal import JSON

/// What a vendor says went wrong: in place of an answer, or in the middle of one.
struct VendorError {
    /// Of the response; nil in the middle of an answer.
    let status: Int?
    /// What the vendor calls it: the most telling word first.
    private(set) var words: [String] = []
    /// The status that it would have had in place of an answer, if the vendor says it.
    private var statedStatus: Int?
    /// What of the request is at fault.
    private(set) var parameter: String?
    /// In a sentence of the vendor's, on one line.
    private var sentence = ""
    /// What it means, where that is known without its words.
    private var meaning: ErrorType?
    /// How long the vendor wants to be left alone, if its body says so, as Google's do.
    private(set) var retryAfter: Duration?

    /// Enough to understand it; some vendors repeat the request.
    private static let messageLengthMax = 500
    /// More than that, so that no key is cut before it is removed.
    private static let sentenceBytesMax = 4_096
    private static let wordBytesMax = 64

    /// Reads the `error` member of a frame.
    init(inStream error: JSONNode) {
        status = nil
        read(error)
    }

    /// Reads the body of a response that is no answer, in the forms of OpenAI, Anthropic, Google, and FastAPI.
    init(status: Int, body: Span<UInt8>) {
        var reader = JSONReader()
        var found = VendorError(status: status)
        let isJSON: Void? = try? reader.read(body) { document in
            // Google's is an array where no events were asked for.
            let root = document[0] ?? document
            found.read(root["error"] ?? root)
        }
        if isJSON == nil { found.sentence = Self.line(body) }
        self = found
    }

    /// What a frame says by a word of the vendor's for it, and not as an error.
    init(word: String, _ meaning: ErrorType, _ message: String) {
        status = nil
        self.meaning = meaning
        sentence = message
        add(word)
    }

    private init(status: Int) {
        self.status = status
    }

    private mutating func read(_ error: JSONNode) {
        for word in [error["code"], error["status"], error["type"]] {
            if let text = word?.string { add(text) }
        }
        // vLLM, llama.cpp and OpenRouter number their errors; LiteLLM does so in a string.
        statedStatus = error["code"].flatMap { $0.integer ?? $0.string.flatMap { Int($0) } }
        error["details"]?.forEachElement { detail in
            // What is wrong is said in the details (google.rpc.ErrorInfo), and how long to wait (RetryInfo).
            if let reason = detail["reason"]?.string { add(reason, at: 0) }
            if let delay = detail["retryDelay"]?.string { retryAfter = RetryAfter.seconds(delay) }
        }
        parameter = error["param"]?.string
        let detail = error["detail"]
        let said =
            error["message"]?.string ?? error.string ?? detail?.string ?? detail?[0]?["msg"]?.string
            ?? error["errorText"]?.string
        sentence = said.map { Self.line($0.utf8.span) } ?? ""
    }

    /// Words go where sentences may not, so they must look like words.
    private mutating func add(_ word: String, at place: Int? = nil) {
        guard word.utf8.count <= Self.wordBytesMax, word.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            !word.isEmpty
        else { return }
        words.insert(word, at: place ?? words.count)
    }

    private static func line(_ text: Span<UInt8>) -> String {
        let start = text.extracting(first: min(text.count, sentenceBytesMax)).string
        return start.split { $0.isNewline || $0 == "\t" }.joined(separator: " ")
    }

    private static func shortened(_ line: String) -> String {
        let start = line.prefix(messageLengthMax)
        return start.endIndex == line.endIndex ? line : "\(start)…"
    }

    /// What of the sentence is looked at and shown.
    private var message: String { Self.shortened(sentence) }

    /// Whether the request itself was refused for what this names.
    func concerns(_ name: String) -> Bool {
        guard isRefusal else { return false }
        return parameter.map { $0 == name } ?? message.lowercased().contains(name)
    }

    /// Whether the request may have been refused because of the form in which an answer was asked for.
    var mayConcernStructure: Bool {
        guard isRefusal || status == 500 else { return false }
        let text = "\(parameter ?? "") \(message)".lowercased()
        return Self.structureWords.contains { text.contains($0) }
    }

    private static let structureWords = [
        "response_format", "json_schema", "json_object", "schema", "grammar", "tool", "structured",
        "responseschema", "response_schema", "responsemimetype", "response_mime_type", "text.format",
    ]

    private var isRefusal: Bool { status == 400 || status == 404 || status == 422 || status == 501 }

    // MARK: What it means

    /// Whether the vendor has called it anything.
    var isNamed: Bool { !words.isEmpty || statedStatus != nil }

    /// As an error of the generation, which does not repeat the key; `retryAfter` is what the response's fields say.
    func fault(hiding key: APIKey?, retryAfter: Duration? = nil) -> GenerationFault {
        let hide = { (text: String) in key?.removed(from: text) ?? text }
        let said = sentence.isEmpty ? "" : ": \(Self.shortened(hide(sentence)))"
        let place = status.map { "with status \($0)" } ?? "in the middle of its answer"
        let word = words.first.map { " (\(hide($0)))" } ?? ""
        return GenerationFault(
            type,
            "The provider reported a failure \(place)\(word)\(said)",
            redacted: "The provider reported a failure \(place)\(word)",
            retryAfter: retryAfter ?? self.retryAfter
        )
    }

    var type: ErrorType {
        if let meaning { return meaning }
        for word in words { if let type = Self.precise[word.lowercased()] { return type } }
        if let status, status >= 400 { return Self.type(ofStatus: status) }
        if let statedStatus, (400..<600).contains(statedStatus) { return Self.type(ofStatus: statedStatus) }
        for word in words { if let type = Self.broad[word.lowercased()] { return type } }
        return status == nil ? .providerServerError : .providerProtocol
    }

    private static func type(ofStatus status: Int) -> ErrorType {
        switch status {
        case 401, 402, 403: .providerAuth
        case 429: .providerRateLimited
        case 503, 529: .providerOverloaded
        // The vendor gave up waiting, or somebody was in its way: nothing is wrong with what was asked.
        case 408, 409, 425, 499, 500...: .providerServerError
        default: .providerRefusedRequest
        }
    }

    /// Words that say more than the status they come with.
    private static let precise: [String: ErrorType] = [
        "invalid_api_key": .providerAuth, "api_key_invalid": .providerAuth,
        "authentication_error": .providerAuth, "permission_error": .providerAuth,
        "permission_denied": .providerAuth, "unauthenticated": .providerAuth,
        "billing_error": .providerAuth, "insufficient_quota": .providerAuth,
        "billing_hard_limit_reached": .providerAuth,
        "rate_limit_error": .providerRateLimited, "rate_limit_exceeded": .providerRateLimited,
        "resource_exhausted": .providerRateLimited,
        "overloaded_error": .providerOverloaded, "unavailable": .providerOverloaded,
        "engine_overloaded": .providerOverloaded, "slow_down": .providerOverloaded,
        "server_is_overloaded": .providerOverloaded, "service_unavailable_error": .providerOverloaded,
        "content_filter": .providerContentFiltered, "content_policy_violation": .providerContentFiltered,
        "responsibleaipolicyviolation": .providerContentFiltered,
    ]

    /// Words for whole classes of failures.
    private static let broad: [String: ErrorType] = [
        "invalid_request_error": .providerRefusedRequest, "invalid_prompt": .providerRefusedRequest,
        "invalid_argument": .providerRefusedRequest, "failed_precondition": .providerRefusedRequest,
        "not_found": .providerRefusedRequest, "not_found_error": .providerRefusedRequest,
        "request_too_large": .providerRefusedRequest, "context_length_exceeded": .providerRefusedRequest,
        "model_not_found": .providerRefusedRequest,
        "timeout_error": .providerServerError, "deadline_exceeded": .providerServerError,
        "api_error": .providerServerError, "server_error": .providerServerError,
        "internal": .providerServerError, "internal_error": .providerServerError,
    ]
}
