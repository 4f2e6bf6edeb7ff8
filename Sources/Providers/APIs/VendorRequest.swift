internal import HTTPClient
internal import JSON

/// What a vendor is sent.
struct VendorRequest {
    /// Below the provider's base URL, with a query if there is one.
    let path: String
    /// Beside those that say who asks, and what kind of body it is.
    var fields: [HTTPField] = []
    /// What is to come back.
    var accept = "text/event-stream"
    let body: JSONObject
}
