internal import HTTPClient
internal import JSON

struct GeminiContent: ModelAPI {
    static func request(_ asked: ModelRequest, of model: String, _ terms: RequestTerms) -> VendorRequest {
        OpenAIChat.request(asked, of: model, terms)
    }
    static func fields(for key: APIKey) -> [HTTPField] { [] }
    mutating func read(_ frame: JSONNode, into answer: inout VendorAnswer) {}
}
