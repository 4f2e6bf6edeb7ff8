/// One step of a document as libyaml reads it.
struct Event {
    let kind: Kind
    let position: YAMLPosition
    /// Behind its last character.
    let end: YAMLPosition
    var anchor: String?
    var tag: String?

    enum Kind {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias(String)
        case scalar(String, Style)
        case sequenceStart
        case sequenceEnd
        case mappingStart
        case mappingEnd
    }

    enum Style {
        case plain
        case quoted
        case block
    }
}
