internal import Bytes
internal import YAML

/// What every step says of itself, whatever it does.
struct StepHead {
    let id: String
    let label: String
    let icon: String?
    let typical: Duration?

    init(_ map: YAMLMapping) {
        id = Self.identifier(map.required("id"))
        label = map.optional("label")?.string() ?? id
        icon = map.optional("icon")?.string()
        typical = map.optional("typical")?.duration(in: .zero...PipelineDecoder.timeoutMax)
    }

    static func identifier(_ value: YAMLValue) -> String {
        value.text("a name of letters, digits, _ and -, beginning with a letter") { name in
            name.utf8.count <= 64 && ByteSet.alphanumerics(and: "_-").containsAll(name.utf8.span)
                && name.utf8.first.map { $0.isASCIILetter } == true
        }
    }
}
