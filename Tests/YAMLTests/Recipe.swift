import YAML

/// A small vocabulary of the kind that pipelines have, read the way they are read.
struct Recipe: Equatable {
    var name: String
    var steps: [Step]
    var prices: [String: Double]

    init(_ value: YAMLValue) throws(YAMLFaults) {
        let map = value.mapping("a recipe")
        name = map.required("name").string()
        steps = map.required("steps").list(count: 1...3) { try Step($0) }
        let entries = map.optional("prices")?.entries { ($0.string(), $1.number(in: 0...100)) } ?? []
        prices = Dictionary(uniqueKeysWithValues: entries)
        try map.finish()
    }

    struct Step: Equatable {
        enum Kind: String, CaseIterable { case model, check }

        var kind: Kind
        var prompt = ""
        var timeout = Duration.seconds(30)
        var attempts = 1
        var limit = 1 << 20
        var streams = false

        init(_ value: YAMLValue) throws(YAMLFaults) {
            let map = value.mapping("a step")
            kind = map.required("kind").choice(Kind.self)
            try map.check()
            switch kind {
            case .model:
                map.noun = "a model step"
                prompt = map.required("prompt").string()
                timeout = map.optional("timeout")?.duration(in: .seconds(1)...(.seconds(600))) ?? timeout
                attempts = map.optional("attempts")?.integer(in: 1...5) ?? attempts
                streams = map.optional("streams")?.bool() ?? streams
            case .check:
                map.noun = "a check step"
                limit = map.optional("limit")?.bytes(in: 1...(1 << 30)) ?? limit
            }
            try map.finish()
        }
    }
}
