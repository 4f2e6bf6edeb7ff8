package import Authentication

/// What the server answers at one path by one method.
package struct Route {
    package typealias Endpoint = (Request, consuming ResponseWriter) -> Void

    package let method: Method
    /// Segments in braces are parameters: `/v1/pipelines/{pipeline}`.
    package let template: String
    /// What a caller's key must be for; nil where nobody is asked who they are.
    package let scope: Scope?
    /// Media types of the request's body; empty where none is read.
    package var consumes: [MediaType] = []
    /// Media types it can answer with.
    package var produces: [MediaType] = []
    /// The largest body, where it is not the connection's bound.
    package var bodyBytes: Int?
    /// Whether it is asked by machines all day, and so stays out of request metrics and logs.
    package var isProbe = false
    /// Whether its answer lasts as long as there is something to tell, and so says nothing about how fast it is.
    package var isStream = false
    /// What its endpoint is known to answer with beside `ok`, so that their series are there before the first.
    package var statuses: [Status] = []
    /// Told when a request for it was refused, or given up, before the endpoint saw it; the answer is not its business,
    /// but it may add to the log.
    package var refused: (Request, Status, borrowing ResponseWriter) -> Void = { _, _, _ in }
    /// Called on the loop; it answers at once, or keeps the writer and answers later.
    package let endpoint: Endpoint

    package init(
        _ method: Method,
        _ template: String,
        needs scope: Scope?,
        _ endpoint: @escaping Endpoint
    ) {
        self.method = method
        self.template = template
        self.scope = scope
        self.endpoint = endpoint
    }
}
