/// What stands behind a provider's name.
package struct ProviderSettings: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case simulator(SimulatorSettings)
        case upstream(UpstreamSettings)
    }

    package let kind: Kind
    /// Of each of its models.
    package var circuit = CircuitSettings()

    package init(_ kind: Kind) {
        self.kind = kind
    }

    package func makeProvider() -> any Provider {
        switch kind {
        case .simulator(let settings): Simulator(settings)
        case .upstream(let settings):
            switch settings.api {
            case .openAIChat: HTTPProvider<OpenAIChat>(settings)
            case .openAIResponses: HTTPProvider<OpenAIResponses>(settings)
            case .anthropic: HTTPProvider<AnthropicMessages>(settings)
            case .gemini: HTTPProvider<GeminiContent>(settings)
            }
        }
    }
}
