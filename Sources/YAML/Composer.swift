/// Makes the values of a document from libyaml's events.
///
/// Expands aliases and merge keys; refuses duplicate keys, foreign tags and whatever passes a limit.
struct Composer: ~Copyable {
    private var reader: EventReader
    private let source: SourceLines
    private let limits: YAMLLimits
    private let faults: FaultCollector
    private var anchors: [String: Anchored] = [:]
    private var nodes = 0
    private var textBytes = 0

    /// A value that aliases may repeat, and what each repetition costs.
    private struct Anchored {
        var node: YAMLNode
        var height: Int
        var nodes: Int
        var textBytes: Int
    }

    /// Reading cannot go on; the fault is recorded.
    struct Stop: Error {}

    init(_ source: SourceLines, limits: YAMLLimits, faults: FaultCollector) {
        self.reader = EventReader(source)
        self.source = source
        self.limits = limits
        self.faults = faults
    }

    /// The root of the only document.
    mutating func compose() throws(Stop) -> YAMLNode {
        _ = try next()
        let start = try next()
        guard case .documentStart = start.kind else { throw stop("the file is empty", at: .start) }
        let root = try composeNode(from: next(), depth: 1).node
        _ = try next()
        let end = try next()
        guard case .streamEnd = end.kind else {
            throw stop("a second document begins here, but a file holds one", at: end.position)
        }
        return root
    }

    private mutating func composeNode(
        from event: Event,
        depth: Int
    ) throws(Stop) -> (node: YAMLNode, height: Int) {
        guard depth <= limits.depth else {
            throw stop("lists and mappings lie more than \(limits.depth) deep", at: event.position)
        }
        let (nodesBefore, textBefore) = (nodes, textBytes)
        let value: YAMLNode.Value
        var height = 1
        try count(nodes: 1, textBytes: 0, at: event.position)
        switch event.kind {
        case .alias(let name):
            return try expand(name, at: event.position, depth: depth)
        case .scalar(let text, let style):
            try count(nodes: 0, textBytes: text.utf8.count, at: event.position)
            value = .scalar(scalar(text, style, event))
        case .sequenceStart:
            refuseTag(of: event, unless: .sequence)
            value = .sequence(try elements(depth: depth, height: &height))
        default:
            refuseTag(of: event, unless: .mapping)
            value = .mapping(try entries(depth: depth, height: &height))
        }
        let node = YAMLNode(value: value, position: event.position)
        if let anchor = event.anchor {
            anchors[anchor] = Anchored(
                node: node,
                height: height,
                nodes: nodes - nodesBefore,
                textBytes: textBytes - textBefore
            )
        }
        return (node, height)
    }

    private mutating func elements(depth: Int, height: inout Int) throws(Stop) -> [YAMLNode] {
        var elements: [YAMLNode] = []
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind { return elements }
            let element = try composeNode(from: event, depth: depth + 1)
            height = max(height, element.height + 1)
            elements.append(element.node)
        }
    }

    private mutating func entries(depth: Int, height: inout Int) throws(Stop) -> [YAMLNode.Entry] {
        var entries: [YAMLNode.Entry] = []
        var lines: [String: Int] = [:]
        var merged: [YAMLNode.Entry] = []
        while true {
            let event = try next()
            if case .mappingEnd = event.kind { break }
            let key = try composeNode(from: event, depth: depth + 1).node
            let value = try composeNode(from: next(), depth: depth + 1)
            height = max(height, value.height + 1)
            guard case .scalar(let name) = key.value else {
                faults.record(
                    "a key must be text, found \(key.summary); quote a value like \"{{name}}\"",
                    at: key.position
                )
                continue
            }
            if let line = lines.updateValue(key.position.line, forKey: name.text) {
                faults.record(
                    "the key \(Quotation.quote(name.text)) is already given in line \(line)",
                    at: key.position
                )
            } else if name.isPlain, name.text == "<<" {
                merged = merge(value.node)
            } else {
                entries.append(.init(key: name.text, keyPosition: key.position, value: value.node))
            }
        }
        return entries + merged.filter { lines[$0.key] == nil }
    }

    /// What `<<` brings in (https://yaml.org/type/merge.html): of several mappings the earlier wins.
    private func merge(_ node: YAMLNode) -> [YAMLNode.Entry] {
        switch node.value {
        case .mapping(let entries): return entries
        case .sequence(let elements):
            var merged: [YAMLNode.Entry] = []
            var keys: Set<String> = []
            for element in elements {
                guard case .mapping(let entries) = element.value else { break }
                merged += entries.filter { keys.insert($0.key).inserted }
            }
            if elements.allSatisfy(\.isMapping) { return merged }
        case .scalar: break
        }
        faults.record("\"<<\" takes a mapping or a list of mappings, such as *name", at: node.position)
        return []
    }

    private mutating func expand(
        _ name: String,
        at position: YAMLPosition,
        depth: Int
    ) throws(Stop) -> (node: YAMLNode, height: Int) {
        guard let anchored = anchors[name] else {
            let near = Spelling.nearest(to: name, among: anchors.keys.sorted()).map {
                "; did you mean *\($0)?"
            }
            throw stop("no value before this one is named &\(name)\(near ?? "")", at: position)
        }
        guard depth + anchored.height - 1 <= limits.depth else {
            throw stop("*\(name) leads more than \(limits.depth) deep", at: position)
        }
        try count(nodes: anchored.nodes - 1, textBytes: anchored.textBytes, at: position)
        return (anchored.node, anchored.height)
    }

    private mutating func count(nodes: Int, textBytes: Int, at position: YAMLPosition) throws(Stop) {
        self.nodes += nodes
        self.textBytes += textBytes
        guard self.nodes <= limits.nodes else {
            throw stop(
                "with aliases expanded the file holds more than \(limits.nodes) values",
                at: position
            )
        }
        guard self.textBytes <= limits.bytes else {
            throw stop(
                "with aliases expanded the file holds more than \(limits.bytes) bytes of text",
                at: position
            )
        }
    }

    private func scalar(_ text: String, _ style: Event.Style, _ event: Event) -> YAMLScalar {
        let scalar = YAMLScalar(
            text: text,
            isPlain: style == .plain,
            tag: event.tag,
            textPosition: textPosition(text, style, event)
        )
        if !scalar.fitsItsTag {
            faults.record(
                "\(Quotation.quote(text)) cannot have the tag \(Quotation.quote(event.tag ?? ""))",
                at: event.position
            )
        }
        return scalar
    }

    private func textPosition(_ text: String, _ style: Event.Style, _ event: Event) -> YAMLPosition {
        switch style {
        case .plain: return textBegin(event, opening: 0, length: text.unicodeScalars.count)
        case .quoted: return textBegin(event, opening: 1, length: text.unicodeScalars.count)
        case .block:
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let written = lines.firstIndex { $0.contains { $0 != " " } } ?? 0
            let indentation = source.indentation(ofLine: event.position.line + 1 + written)
            let belongsToText = lines[written].prefix { $0 == " " }.count
            return YAMLPosition(
                line: event.position.line + 1,
                column: max(0, indentation - belongsToText) + 1
            )
        }
    }

    /// Behind the tag and the anchor, whose lengths libyaml does not tell, the text is found from its end.
    private func textBegin(_ event: Event, opening: Int, length: Int) -> YAMLPosition {
        let isSimple = event.anchor == nil && event.tag == nil
        let column = isSimple ? event.position.column + opening : event.end.column - opening - length
        let isOneLine = event.position.line == event.end.line
        return isOneLine ? YAMLPosition(line: event.position.line, column: column) : event.position
    }

    private func refuseTag(of event: Event, unless expected: YAMLScalar.Tag) {
        guard let tag = event.tag, tag != expected.rawValue, tag != YAMLScalar.Tag.nonSpecific.rawValue else {
            return
        }
        faults.record("the tag \(Quotation.quote(tag)) means nothing here", at: event.position)
    }

    private mutating func next() throws(Stop) -> Event {
        do throws(SyntaxProblem) {
            return try reader.next()
        } catch {
            throw stop(error.sentence(in: source), at: error.place)
        }
    }

    private func stop(_ sentence: String, at position: YAMLPosition) -> Stop {
        faults.record(sentence, at: position)
        return Stop()
    }
}
