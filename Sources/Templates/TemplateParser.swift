/// Compiles the text of a template.
struct TemplateParser {
    private(set) var references: [TemplateReference] = []

    private var source: TemplateSource
    private var opening = Array("{{".utf8)
    private var closing = Array("}}".utf8)
    /// The open sections, outermost first, by their references.
    private var open: [Int] = []
    /// What is compiled so far of the whole, and behind it of each open section.
    private var levels: [[TemplatePart]] = [[]]

    private struct Tag {
        let range: Range<Int>
        let sigil: UInt8?
        let content: String
        let position: TemplatePosition
    }

    init(_ text: String, at position: TemplatePosition) {
        self.source = TemplateSource(text, at: position)
    }

    mutating func parse() throws(TemplateFault) -> [TemplatePart] {
        var offset = 0
        while let start = source.first(opening, in: offset..<source.count) {
            let tag = try readTag(at: start)
            let range = mayStandAlone(tag) ? source.wholeLine(around: tag.range) ?? tag.range : tag.range
            appendText(offset..<range.lowerBound)
            try compile(tag)
            offset = range.upperBound
        }
        appendText(offset..<source.count)
        if let section = open.last {
            let reference = references[section]
            throw TemplateFault(reason: .unclosedSection(reference.name), position: reference.position)
        }
        return levels[0]
    }

    private mutating func readTag(at start: Int) throws(TemplateFault) -> Tag {
        let position = source.locate(start)
        let sigil = source[start + opening.count].flatMap { Self.sigils.contains($0) ? $0 : nil }
        let contentStart = start + opening.count + (sigil == nil ? 0 : 1)
        let end =
            switch sigil {
            case UInt8(ascii: "="): [UInt8(ascii: "=")] + closing
            case UInt8(ascii: "{"): [UInt8(ascii: "}")] + closing
            default: closing
            }
        guard let contentEnd = source.first(end, in: contentStart..<source.count),
            case let content = source.trimmed(contentStart..<contentEnd),
            sigil == UInt8(ascii: "!") || mayBeName(content)
        else {
            throw TemplateFault(reason: .unclosedTag, position: position)
        }
        return Tag(
            range: start..<contentEnd + end.count,
            sigil: sigil,
            content: source.text(content),
            position: position
        )
    }

    /// Where a page of text or another tag lies between the ends of a tag, one of the ends was forgotten.
    private func mayBeName(_ content: Range<Int>) -> Bool {
        content.count <= TemplateLimits.nameBytesMax && source.first(opening, in: content) == nil
            && source.first([UInt8(ascii: "\n")], in: content) == nil
    }

    private static let sigils = Array("!=#^/><$&{".utf8)

    private func mayStandAlone(_ tag: Tag) -> Bool {
        tag.sigil.map { "!=#^/".utf8.contains($0) } ?? false
    }

    private mutating func compile(_ tag: Tag) throws(TemplateFault) {
        switch tag.sigil {
        case UInt8(ascii: "!"): break
        case UInt8(ascii: "="): try setDelimiters(tag)
        case UInt8(ascii: "#"): try openSection(tag, .section)
        case UInt8(ascii: "^"): try openSection(tag, .inverted)
        case UInt8(ascii: "/"): try closeSection(tag)
        case UInt8(ascii: ">"): throw fault(.unsupported("the partial \"\(tag.content)\""), tag)
        case UInt8(ascii: "<"): throw fault(.unsupported("the parent \"\(tag.content)\""), tag)
        case UInt8(ascii: "$"): throw fault(.unsupported("the block \"\(tag.content)\""), tag)
        default: append(.variable(reference: try refer(tag, .variable), isEscaped: tag.sigil == nil))
        }
    }

    private mutating func openSection(_ tag: Tag, _ kind: TemplateReference.Kind) throws(TemplateFault) {
        guard open.count < TemplateLimits.depthMax else { throw fault(.tooDeep, tag) }
        open.append(try refer(tag, kind))
        levels.append([])
    }

    private mutating func closeSection(_ tag: Tag) throws(TemplateFault) {
        guard let index = open.popLast() else { throw fault(.unopenedSection(tag.content), tag) }
        let section = references[index]
        guard section.name == tag.content else {
            let crossed = TemplateFault.Reason.crossedSections(
                open: section.name,
                at: section.position,
                closed: tag.content
            )
            throw fault(crossed, tag)
        }
        let inner = levels.removeLast()
        let isInverted = section.kind == .inverted
        append(isInverted ? .inverted(reference: index, inner) : .section(reference: index, inner))
    }

    private mutating func refer(_ tag: Tag, _ kind: TemplateReference.Kind) throws(TemplateFault) -> Int {
        let path =
            tag.content == "." ? [] : tag.content.split(separator: ".", omittingEmptySubsequences: false)
        let isName = path.allSatisfy { part in
            !part.isEmpty && !part.contains { $0.isWhitespace || "{}\"'".contains($0) }
        }
        guard isName else { throw fault(.invalidName(tag.content), tag) }
        references.append(
            TemplateReference(
                name: tag.content,
                kind: kind,
                position: tag.position,
                enclosing: open,
                path: path.map(String.init)
            )
        )
        return references.count - 1
    }

    private mutating func setDelimiters(_ tag: Tag) throws(TemplateFault) {
        let delimiters = tag.content.split(whereSeparator: \.isWhitespace).map { Array($0.utf8) }
        guard delimiters.count == 2, !delimiters.joined().contains(UInt8(ascii: "=")) else {
            throw fault(.invalidDelimiters, tag)
        }
        (opening, closing) = (delimiters[0], delimiters[1])
    }

    private mutating func append(_ part: TemplatePart) {
        levels[levels.count - 1].append(part)
    }

    private mutating func appendText(_ range: Range<Int>) {
        if !range.isEmpty {
            append(.text(source.text(range)))
        }
    }

    private func fault(_ reason: TemplateFault.Reason, _ tag: Tag) -> TemplateFault {
        TemplateFault(reason: reason, position: tag.position)
    }
}
