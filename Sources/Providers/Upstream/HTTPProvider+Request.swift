internal import Bytes
internal import HTTPClient
internal import JSON
internal import Tracing

extension HTTPProvider {
    /// What is sent for a call.
    func request(_ asked: VendorRequest, _ trace: TraceContext?) throws(UpstreamURL.Fault)
        -> HTTPClientRequest
    {
        var body = ByteBuffer(capacity: 4_096)
        body.append(json: .object(asked.body))
        var request = HTTPClientRequest("POST", try url(asked.path), body: body.array)
        request.fields = [
            HTTPField("Content-Type", "application/json"), HTTPField("Accept", asked.accept),
            HTTPField("User-Agent", "penstock"),
        ]
        request.fields += asked.fields + keyFields + settings.fields
        request.trace = trace
        request.route = settings.route
        request.timeouts = settings.timeouts
        return request
    }

    private var keyFields: [HTTPField] {
        guard let key = settings.key else { return [] }
        return settings.keyField.map { [HTTPField($0, key.secret)] } ?? API.fields(for: key)
    }
}
