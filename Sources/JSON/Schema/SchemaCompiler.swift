/// Turns a schema into rules; each schema in it once, however often it is referred to.
struct SchemaCompiler {
    var library: SchemaLibrary
    private var rules: [[SchemaRule]] = []
    private var indices: [Identity: Int] = [:]
    /// What is known to be needed and not compiled yet: a queue in place of recursion, so that references may go round.
    private var pending: [(index: Int, place: SchemaPlace, keyword: String)] = []
    /// Since 2019-09 a reference stands beside other keywords; before, it replaced them.
    private let isReferenceAlone: Bool

    private struct Identity: Hashable {
        let document: Int
        let pointer: JSONPointer
    }

    init(_ library: SchemaLibrary) {
        self.library = library
        let dialect = library.root["$schema"]?.string ?? ""
        isReferenceAlone = !["2019-09", "2020-12"].contains { dialect.contains("/\($0)/") }
    }

    /// The rules of every schema; the first is the root.
    consuming func compile() throws(JSONSchemaFault) -> [[SchemaRule]] {
        var compiler = self
        _ = try compiler.index(of: compiler.library.root, keyword: "")
        while let (index, place, keyword) = compiler.pending.popLast() {
            compiler.rules[index] = try compiler.rules(of: place, keyword: keyword)
        }
        return compiler.rules
    }

    /// The index that the schema at `place` has or will have.
    mutating func index(of place: SchemaPlace, keyword: String) throws(JSONSchemaFault) -> Int {
        switch place.value {
        case .object, .bool: break
        default: throw library.fault(place, nil, "must be a schema: an object, true or false")
        }
        let identity = Identity(document: place.document, pointer: place.pointer)
        if let index = indices[identity] { return index }
        let index = rules.count
        indices[identity] = index
        rules.append([])
        pending.append((index, place, keyword))
        return index
    }

    private mutating func rules(of place: SchemaPlace, keyword: String) throws(JSONSchemaFault)
        -> [SchemaRule]
    {
        if case .bool(let isAnything) = place.value {
            return isAnything ? [] : [.nothing(keyword: keyword)]
        }
        var rules: [SchemaRule] = []
        for definitions in ["definitions", "$defs"] {
            // Compiled for their faults, even if nothing refers to them.
            _ = try schemasByName(definitions, in: place)
        }
        if let reference = place["$ref"] {
            guard let text = reference.string else { throw library.fault(place, "$ref", "must be a string") }
            let target = try library.find(text, from: place)
            rules.append(.reference(try index(of: target, keyword: "$ref")))
            if isReferenceAlone { return rules }
        }
        try refuseUnsupported(place)
        try addGeneralRules(of: place, to: &rules)
        try addNumberRules(of: place, to: &rules)
        try addStringRules(of: place, to: &rules)
        try addArrayRules(of: place, to: &rules)
        try addObjectRules(of: place, to: &rules)
        try addCombinations(of: place, to: &rules)
        return rules
    }

    /// Keywords of later drafts that would be ignored silently, and with them what the schema's author demands.
    private func refuseUnsupported(_ place: SchemaPlace) throws(JSONSchemaFault) {
        for keyword in [
            "unevaluatedProperties", "unevaluatedItems", "minContains", "maxContains", "$dynamicRef",
            "$recursiveRef", "$anchor",
        ]
        where place[keyword] != nil {
            throw library.fault(place, keyword, "is not supported")
        }
    }
}
