internal import Events
internal import YAML

/// Reads what is tried again, and when.
enum RetryDecoder {
    /// What a model step can fail with while its generation goes on.
    private static let types =
        ErrorType.ofModelCalls + [.timeoutStep, .outputNotJSON, .outputSchema, .outputLength]
    /// What `on` may name.
    static let names = types.map(\.rawValue).sorted() + Set(types.map(domain)).sorted()
    private static let waits = Duration.zero...Duration.seconds(300)

    static func policy(_ value: YAMLValue) throws -> RetryPolicy {
        let map = value.mapping("a retry")
        let attempts = map.required("attempts").integer(in: 2...10)
        let first = map.optional("wait")?.duration(in: waits) ?? .milliseconds(500)
        let longest = map.optional("longest")?.duration(in: waits)
        let errors = map.optional("on").map(errors)
        try map.finish()
        if let longest, longest < first { value.report("\"longest\" is less than \"wait\"") }
        return RetryPolicy(
            attempts: attempts,
            first: first,
            longest: longest ?? max(first, .seconds(10)),
            errors: errors ?? Set(types.filter(\.isRetryable))
        )
    }

    /// Types of errors, or whole domains of them: `timeout_*`.
    private static func errors(_ value: YAMLValue) -> Set<ErrorType> {
        let chosen = value.list(count: 1...names.count) { element -> [ErrorType] in
            let name = element.choice(of: names)
            return types.filter { $0.rawValue == name || domain($0) == name }
        }
        return Set(chosen.joined())
    }

    private static func domain(_ type: ErrorType) -> String {
        "\(type.rawValue.prefix { $0 != "_" })_*"
    }
}
