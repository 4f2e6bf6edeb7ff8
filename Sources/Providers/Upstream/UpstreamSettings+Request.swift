internal import Bytes
internal import HTTPClient
internal import JSON
internal import Tracing

extension UpstreamSettings {
    /// What is sent for a call.
    func request<API: ModelAPI>(
        _ asked: VendorRequest,
        _ api: API.Type,
        _ trace: TraceContext?
    ) throws(UpstreamURL.Fault) -> HTTPClientRequest {
        var body = ByteBuffer(capacity: 4_096)
        body.append(json: .object(asked.body))
        var request = HTTPClientRequest("POST", try url(asked.path), body: body.array)
        request.fields = [
            HTTPField("Content-Type", "application/json"), HTTPField("Accept", asked.accept),
            HTTPField("User-Agent", "penstock"),
        ]
        request.fields += asked.fields + keyFields(api) + fields
        request.trace = trace
        request.route = route
        request.timeouts = timeouts
        return request
    }

    private func keyFields<API: ModelAPI>(_ api: API.Type) -> [HTTPField] {
        guard let key else { return [] }
        return keyField.map { [HTTPField($0, key.secret)] } ?? api.fields(for: key)
    }
}
