/// A schema where it stands in its document.
struct SchemaPlace {
    /// Which of the compiler's documents.
    let document: Int
    private(set) var pointer: JSONPointer
    private(set) var value: JSONValue
    /// What references in it are relative to: the nearest `$id` around it, or the document's own URI.
    private(set) var base: URIReference

    init(document: Int, value: JSONValue, base: URIReference) {
        self.document = document
        self.value = value
        self.base = base
        pointer = .root
        enter()
    }

    /// The value of a keyword.
    subscript(keyword: String) -> JSONValue? { value[keyword] }

    /// What stands at `token` in this object or array; nil where nothing does.
    func child(_ token: String) -> SchemaPlace? {
        guard let part = value[at: JSONPointer(tokens: [token])] else { return nil }
        var child = self
        child.value = part
        child.pointer.append(token)
        child.enter()
        return child
    }

    /// The URI that the schema gives itself, if it does.
    var identifier: URIReference? {
        // Next to a reference it means nothing in draft-07, like all the rest.
        guard value["$ref"]?.string == nil, let id = value["$id"]?.string else { return nil }
        return URIReference(id)
    }

    private mutating func enter() {
        // A fragment alone names the place and moves nothing (draft-07, section 8.2.3).
        guard let identifier, !identifier.resource.isEmpty else { return }
        base = identifier.resolved(against: base)
    }
}
