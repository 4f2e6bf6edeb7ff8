/// The documents that a schema consists of, and what references in them refer to.
struct SchemaLibrary {
    /// Finds another document by its URI.
    typealias Resolver = (_ uri: String) -> JSONValue?

    /// Where a reference leads.
    private struct Address: Hashable {
        let resource: String
        /// A name given by `$id: "#name"`, or empty.
        let name: String
    }

    private let resolve: Resolver
    private var roots: [SchemaPlace] = []
    private var uris: [String] = []
    private var places: [Address: SchemaPlace] = [:]

    /// Schemas are walked by recursion; people write a tenth of this.
    private static let depthMax = 256
    /// Documents that refer to one another; a schema with more parts than this is one nobody understands.
    private static let documentsMax = 64

    init(_ document: JSONValue, _ resolve: @escaping Resolver) throws(JSONSchemaFault) {
        self.resolve = resolve
        try add(document, uri: "")
    }

    /// The document that was given.
    var root: SchemaPlace { roots[0] }

    /// The schema that `reference` refers to when it stands at `place`.
    mutating func find(_ reference: String, from place: SchemaPlace) throws(JSONSchemaFault) -> SchemaPlace {
        let target = URIReference(reference).resolved(against: place.base)
        let missing = fault(place, "$ref", "refers to '\(reference)', which is not there")
        guard let fragment = target.decodedFragment else { throw missing }
        if let named = places[Address(resource: target.resource, name: fragment)] { return named }
        if places[Address(resource: target.resource, name: "")] == nil {
            guard let document = resolve(target.resource) else { throw missing }
            guard roots.count < Self.documentsMax else {
                throw fault(
                    place,
                    "$ref",
                    "refers to one document more than the \(Self.documentsMax) that are read"
                )
            }
            try add(document, uri: target.resource)
        }
        guard var found = places[Address(resource: target.resource, name: "")] else { throw missing }
        if let named = places[Address(resource: target.resource, name: fragment)] { return named }
        guard let pointer = JSONPointer(fragment) else { throw missing }
        for token in pointer.tokens {
            guard let child = found.child(token) else { throw missing }
            found = child
        }
        return found
    }

    func fault(_ place: SchemaPlace, _ keyword: String?, _ reason: String) -> JSONSchemaFault {
        JSONSchemaFault(
            document: uris[place.document],
            path: keyword.map { place.pointer.appending($0) } ?? place.pointer,
            reason: reason
        )
    }

    private mutating func add(_ document: JSONValue, uri: String) throws(JSONSchemaFault) {
        guard !document.nests(deeperThan: Self.depthMax) else {
            throw JSONSchemaFault(
                document: uri,
                path: .root,
                reason: "nests deeper than \(Self.depthMax) levels"
            )
        }
        let root = SchemaPlace(document: roots.count, value: document, base: URIReference(uri))
        roots.append(root)
        uris.append(uri)
        places[Address(resource: uri, name: "")] = root
        register(root)
    }

    /// Notes what the schemas in `place` call themselves.
    private mutating func register(_ place: SchemaPlace) {
        if let identifier = place.identifier {
            places[Address(resource: place.base.resource, name: identifier.decodedFragment ?? "")] = place
        }
        switch place.value {
        case .object(let object):
            // What stands in these is data, even if it looks like a schema.
            for (name, _) in object.members where name != "enum" && name != "const" {
                if let child = place.child(name) { register(child) }
            }
        case .array(let elements):
            for index in elements.indices {
                if let child = place.child(String(index)) { register(child) }
            }
        default: break
        }
    }
}
