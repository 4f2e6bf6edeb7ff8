internal import Patterns

/// Values of keywords, checked for their form.
extension SchemaCompiler {
    mutating func schema(_ keyword: String, in place: SchemaPlace) throws(JSONSchemaFault) -> Int? {
        guard let child = place.child(keyword) else { return nil }
        return try index(of: child, keyword: keyword)
    }

    mutating func schemas(_ keyword: String, in place: SchemaPlace) throws(JSONSchemaFault) -> [Int]? {
        guard let list = place.child(keyword) else { return nil }
        guard let elements = list.value.array, !elements.isEmpty else {
            throw library.fault(place, keyword, "must be an array of at least one schema")
        }
        var schemas: [Int] = []
        for index in elements.indices {
            guard let child = list.child(String(index)) else { continue }
            schemas.append(try self.index(of: child, keyword: keyword))
        }
        return schemas
    }

    mutating func schemasByName(
        _ keyword: String,
        in place: SchemaPlace
    ) throws(JSONSchemaFault) -> [(name: String, schema: Int)]? {
        guard let map = place.child(keyword) else { return nil }
        guard let members = map.value.object?.members else {
            throw library.fault(place, keyword, "must be an object of schemas")
        }
        var schemas: [(name: String, schema: Int)] = []
        for (name, _) in members {
            guard let child = map.child(name) else { continue }
            schemas.append((name, try index(of: child, keyword: keyword)))
        }
        return schemas
    }

    func count(_ keyword: String, in place: SchemaPlace) throws(JSONSchemaFault) -> Int? {
        guard let value = place[keyword] else { return nil }
        guard let count = value.integer, count >= 0 else {
            throw library.fault(place, keyword, "must be a whole number, 0 or more")
        }
        return count
    }

    func number(_ keyword: String, in place: SchemaPlace) throws(JSONSchemaFault) -> JSONValue? {
        guard let value = place[keyword] else { return nil }
        guard value.number != nil else { throw library.fault(place, keyword, "must be a number") }
        return value
    }

    func strings(_ value: JSONValue, _ keyword: String, in place: SchemaPlace) throws(JSONSchemaFault)
        -> [String]
    {
        let strings = value.array?.compactMap(\.string)
        guard let strings, strings.count == value.array?.count else {
            throw library.fault(place, keyword, "must be an array of strings")
        }
        return strings
    }

    func pattern(_ source: String, _ keyword: String, in place: SchemaPlace) throws(JSONSchemaFault)
        -> Pattern
    {
        do throws(PatternError) {
            return try Pattern(source)
        } catch {
            throw library.fault(place, keyword, "has a faulty \(error)")
        }
    }
}
