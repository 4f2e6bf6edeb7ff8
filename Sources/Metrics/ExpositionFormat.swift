/// A format in which a scrape is answered, and what the answer then calls itself.
package struct ExpositionFormat: Equatable, Sendable {
    package enum Encoding: String, CaseIterable, Sendable {
        case text
        case openMetrics = "openmetrics"
        case protobuf
    }

    /// How names beyond `[a-zA-Z0-9_:]` would be written; ours have none, so it is only said back.
    package enum Escaping: String, CaseIterable, Sendable {
        case allowUTF8 = "allow-utf-8"
        case underscores
        case dots
        case values
    }

    package let encoding: Encoding
    /// Of OpenMetrics: what 0.0.1 allowed has the same meaning in 1.0.0.
    package let version: String
    package var escaping: Escaping

    package static let text = ExpositionFormat(.text, version: "0.0.4")
    package static let openMetrics = ExpositionFormat(.openMetrics, version: "1.0.0")
    package static let draftOpenMetrics = ExpositionFormat(.openMetrics, version: "0.0.1")
    package static let protobuf = ExpositionFormat(.protobuf, version: "")

    private init(_ encoding: Encoding, version: String, escaping: Escaping = .underscores) {
        self.encoding = encoding
        self.version = version
        self.escaping = escaping
    }

    /// The field's value by which Prometheus chooses how to read; it accepts no other spelling.
    package var contentType: String {
        let parameters =
            switch encoding {
            case .text: "text/plain; version=\(version); charset=utf-8"
            case .openMetrics: "application/openmetrics-text; version=\(version); charset=utf-8"
            case .protobuf:
                "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited"
            }
        return "\(parameters); escaping=\(escaping.rawValue)"
    }
}
