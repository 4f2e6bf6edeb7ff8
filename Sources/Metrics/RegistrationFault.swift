/// Why a family cannot be registered: always a defect of the program, found when it starts.
package enum RegistrationFault: Error, Equatable, CustomStringConvertible {
    case invalidName(String)
    case invalidLabel(String, family: String)
    case missingSuffix(String, name: String)
    case reservedSuffix(String, name: String)
    case missingHelp(String)
    case unorderedBounds(String)
    case clash(String, with: String)

    package var description: String {
        switch self {
        case .invalidName(let name):
            "metric name \(name) is not [a-zA-Z_][a-zA-Z0-9_]*"
        case .invalidLabel(let label, let family):
            "label \(label) of \(family) is not [a-zA-Z_][a-zA-Z0-9_]*, stands twice, or is reserved"
        case .missingSuffix(let suffix, let name):
            "metric name \(name) must end in \(suffix)"
        case .reservedSuffix(let suffix, let name):
            "metric name \(name) must not end in \(suffix): it belongs to another type"
        case .missingHelp(let name):
            "\(name) needs a help text"
        case .unorderedBounds(let name):
            "the bucket bounds of \(name) must ascend and be positive"
        case .clash(let name, let other):
            "\(name) exposes a series that \(other) exposes too"
        }
    }
}

extension MetricDescriptor {
    /// Refuses what would make an exposition invalid or a dashboard ambiguous.
    func validate() throws(RegistrationFault) {
        guard Self.isName(name) else { throw .invalidName(name) }
        guard !help.isEmpty else { throw .missingHelp(name) }
        for (index, label) in labels.enumerated() {
            let isReserved = label.hasPrefix("__") || label == "le" || label == "quantile"
            guard Self.isName(label), !isReserved, !labels[..<index].contains(label) else {
                throw .invalidLabel(label, family: name)
            }
        }
        try validateSuffixes()
        if case .histogram(let bounds) = kind {
            let ascends = zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }
            guard ascends, (bounds.first ?? 0) > 0 else { throw .unorderedBounds(name) }
        }
    }

    private func validateSuffixes() throws(RegistrationFault) {
        var stem = name[...]
        if kind == .counter {
            guard name.hasSuffix("_total") else { throw .missingSuffix("_total", name: name) }
            stem = name.dropLast("_total".count)
        }
        for suffix in ["_total", "_created", "_bucket", "_count", "_sum", "_info"]
        where stem.hasSuffix(suffix) {
            // Info families are gauges in the text format; their name is their convention.
            if suffix == "_info" && kind == .gauge { continue }
            throw .reservedSuffix(suffix, name: name)
        }
        if unit != .none {
            guard stem.hasSuffix("_" + unit.rawValue) else {
                throw .missingSuffix("_" + unit.rawValue, name: name)
            }
        }
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(first >= 0x30 && first <= 0x39) else { return false }
        return text.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || (byte >= 0x30 && byte <= 0x39)
                || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
        }
    }
}
