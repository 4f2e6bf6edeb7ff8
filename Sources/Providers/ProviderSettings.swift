/// What stands behind a provider's name.
package enum ProviderSettings: Equatable, Sendable {
    case simulator(SimulatorSettings)
    case upstream(UpstreamSettings)

    package func makeProvider() -> any Provider {
        switch self {
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
