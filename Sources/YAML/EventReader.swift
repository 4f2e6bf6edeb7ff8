internal import CYAML

/// libyaml's parser over the bytes of one file; nothing else touches the library.
@safe struct EventReader: ~Copyable {
    private let source: SourceLines
    /// The library keeps pointers into the parser and to the input, so both stay where they are.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    init(_ source: SourceLines) {
        self.source = source
        unsafe input = .allocate(capacity: max(1, source.bytes.count))
        _ = unsafe input.initialize(from: source.bytes)
        unsafe parser = .allocate(capacity: 1)
        unsafe parser.initialize(to: yaml_parser_t())
        let status = unsafe yaml_parser_initialize(parser)
        precondition(status == 1, "out of memory")
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, source.bytes.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    mutating func next() throws(SyntaxProblem) -> Event {
        var event = unsafe yaml_event_t()
        defer { unsafe yaml_event_delete(&event) }
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw problem() }
        return unsafe read(event)
    }

    private func read(_ event: yaml_event_t) -> Event {
        let start = unsafe position(event.start_mark)
        let end = unsafe position(event.end_mark)
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: return Event(kind: .streamStart, position: start, end: end)
        case YAML_DOCUMENT_START_EVENT: return Event(kind: .documentStart, position: start, end: end)
        case YAML_DOCUMENT_END_EVENT: return Event(kind: .documentEnd, position: start, end: end)
        case YAML_ALIAS_EVENT:
            let name = unsafe text(event.data.alias.anchor) ?? ""
            return Event(kind: .alias(name), position: start, end: end)
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let kind = unsafe Event.Kind.scalar(String(decoding: bytes, as: UTF8.self), style(scalar.style))
            let (anchor, tag) = unsafe (text(scalar.anchor), text(scalar.tag))
            return Event(kind: kind, position: start, end: end, anchor: anchor, tag: tag)
        case YAML_SEQUENCE_START_EVENT:
            let (anchor, tag) = unsafe (
                text(event.data.sequence_start.anchor), text(event.data.sequence_start.tag)
            )
            return Event(kind: .sequenceStart, position: start, end: end, anchor: anchor, tag: tag)
        case YAML_SEQUENCE_END_EVENT: return Event(kind: .sequenceEnd, position: start, end: end)
        case YAML_MAPPING_START_EVENT:
            let (anchor, tag) = unsafe (
                text(event.data.mapping_start.anchor), text(event.data.mapping_start.tag)
            )
            return Event(kind: .mappingStart, position: start, end: end, anchor: anchor, tag: tag)
        case YAML_MAPPING_END_EVENT: return Event(kind: .mappingEnd, position: start, end: end)
        default: return Event(kind: .streamEnd, position: start, end: end)
        }
    }

    private func problem() -> SyntaxProblem {
        let message = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "out of memory"
        if unsafe parser.pointee.error == YAML_READER_ERROR {
            // The reader works ahead of everything that counts lines, so it knows the byte only.
            let offset = unsafe min(parser.pointee.problem_offset, source.bytes.count)
            return SyntaxProblem(message: message, position: source.position(ofByte: offset), context: nil)
        }
        let context = unsafe parser.pointee.context.map { unsafe String(cString: $0) }
        return unsafe SyntaxProblem(
            message: message,
            position: position(parser.pointee.problem_mark),
            context: context.map { ($0, unsafe position(parser.pointee.context_mark)) }
        )
    }

    private func position(_ mark: yaml_mark_t) -> YAMLPosition {
        YAMLPosition(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }

    private func style(_ style: yaml_scalar_style_t) -> Event.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE, YAML_DOUBLE_QUOTED_SCALAR_STYLE: .quoted
        case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
        default: .plain
        }
    }

    private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        unsafe pointer.map { unsafe String(cString: $0) }
    }
}
