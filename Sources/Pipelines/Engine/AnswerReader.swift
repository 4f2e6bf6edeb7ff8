internal import Bytes
internal import Events
internal import JSON

/// Reads the structured answer of a model step while it arrives, over several attempts if one was cut.
struct AnswerReader: ~Copyable {
    /// A part of the answer that is complete and valid.
    struct Part {
        let path: JSONPointer
        let value: JSONValue
        /// Which of how many elements it is, counted from 0.
        let element: (index: Int, count: Int)?
    }

    private let schema: JSONSchema
    /// The list whose elements stand by themselves, and how many there will be.
    private let list: String?
    private let count: Int?
    /// What earlier attempts have left, and how many elements of the list that are.
    private(set) var written: JSONValue?
    private(set) var kept: Int
    private var json: IncrementalJSON

    /// - Parameters:
    ///   - schema: What the whole answer satisfies.
    ///   - elements: The list whose elements stand by themselves, if there is one.
    ///   - count: How many there will be, if that is known.
    init(_ schema: JSONSchema, _ elements: ElementList?, count: Int?) {
        self.init(schema, list: elements?.name, count: count, written: nil, kept: 0)
    }

    private init(_ schema: JSONSchema, list: String?, count: Int?, written: JSONValue?, kept: Int) {
        self.schema = schema
        self.list = list
        self.count = count
        self.written = written
        self.kept = kept
        // The rest of an answer does not satisfy what the whole must; its parts do.
        json = IncrementalJSON(schema: schema, checksWhole: kept == 0)
    }

    /// What reads the next attempt, behind what is complete by now.
    consuming func next() -> AnswerReader {
        guard let salvaged = salvaged(), salvaged.kept > 0 else {
            return AnswerReader(schema, list: list, count: count, written: nil, kept: 0)
        }
        var written = salvaged.value.object ?? JSONObject()
        // Another list may have been cut inside, and is written anew.
        for (name, value) in written.members where name != list && value.array != nil { written[name] = nil }
        return AnswerReader(schema, list: list, count: count, written: .object(written), kept: salvaged.kept)
    }

    mutating func read(_ piece: Span<UInt8>, _ closed: (Part) -> Void) throws(GenerationFault) {
        let place = (list: list, count: count, kept: kept)
        let written = written
        do throws(IncrementalJSON.Fault) {
            try json.read(piece) { part in
                // What was announced by an earlier attempt stands.
                let name = part.path.tokens.first ?? ""
                if name == place.list || written?[name] == nil { closed(Self.part(part, place)) }
            }
        } catch {
            throw Self.fault(error)
        }
    }

    /// The value of the whole answer, which is over.
    mutating func finish() throws(GenerationFault) -> JSONValue {
        let value: JSONValue
        do throws(IncrementalJSON.Fault) {
            value = try json.finish()
        } catch {
            throw Self.fault(error)
        }
        guard let written, let list else { return value }
        let whole = Self.joined(written, value, list)
        let violations = schema.validate(whole, limit: 8)
        guard violations.isEmpty else { throw Self.fault(.violates(violations)) }
        return whole
    }

    /// What is complete of all attempts together, and how many elements of the list that are.
    func salvaged() -> (value: JSONValue, kept: Int)? {
        guard let list else { return nil }
        let latest = json.salvaged()
        guard let value = written.map({ Self.joined($0, latest ?? .null, list) }) ?? latest else {
            return nil
        }
        return (value, value[list]?.array?.count ?? 0)
    }

    private static func part(
        _ part: IncrementalJSON.Part,
        _ place: (list: String?, count: Int?, kept: Int)
    ) -> Part {
        let tokens = part.path.tokens
        guard tokens.count == 2, tokens[0] == place.list, let index = Int(tokens[1]) else {
            return Part(path: part.path, value: part.value, element: nil)
        }
        let path = JSONPointer(tokens: [tokens[0], String(place.kept + index)])
        return Part(path: path, value: part.value, element: place.count.map { (place.kept + index, $0) })
    }

    /// What was written with the rest behind it.
    private static func joined(_ written: JSONValue, _ rest: JSONValue, _ list: String) -> JSONValue {
        guard var whole = written.object else { return rest }
        for (name, value) in rest.object?.members ?? [] where name != list && whole[name] == nil {
            whole[name] = value
        }
        whole[list] = .array((written[list]?.array ?? []) + (rest[list]?.array ?? []))
        return .object(whole)
    }

    private static func fault(_ fault: IncrementalJSON.Fault) -> GenerationFault {
        switch fault {
        case .notJSON(let error):
            return GenerationFault(
                .outputNotJSON,
                "The answer is not JSON: \(error)",
                redacted: "The answer is not JSON: \(error.redacted)"
            )
        case .violates(let violations):
            let sentence = "The answer does not satisfy its schema"
            return GenerationFault(
                .outputSchema,
                "\(sentence): \(violations.map(\.description).joined(separator: "; "))",
                redacted: "\(sentence): \(violations.map(\.redacted).joined(separator: "; "))"
            )
        }
    }
}
