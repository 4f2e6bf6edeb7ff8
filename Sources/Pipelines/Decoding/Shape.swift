internal import JSON

/// What is known before any request about a value that templates will see.
indirect enum Shape: Sendable {
    /// Nothing: any name may be there.
    case unknown
    case scalar(Scalar)
    /// A list that has so many elements in any case.
    case list(of: Shape, atLeast: Int = 0)
    case object([String: Member])

    /// A value without parts.
    enum Scalar: Sendable {
        case text, number, boolean
    }

    static let text = Shape.scalar(.text)
    static let number = Shape.scalar(.number)
    static let boolean = Shape.scalar(.boolean)

    struct Member: Sendable {
        let shape: Shape
        /// Whether it is always there.
        let isCertain: Bool

        static func certain(_ shape: Shape) -> Member { Member(shape: shape, isCertain: true) }
        static let unknown = certain(.unknown)
        static let text = certain(.text)
    }

    /// What a JSON Schema promises.
    init(promisedBy schema: JSONValue) {
        let properties = schema["properties"]?.object?.members ?? []
        if !properties.isEmpty {
            let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
            var members: [String: Member] = [:]
            for (name, property) in properties {
                let isCertain = required.contains(name) || property["default"] != nil
                members[name] = Member(shape: Shape(promisedBy: property), isCertain: isCertain)
            }
            self = .object(members)
            return
        }
        switch schema["type"]?.string {
        case "array":
            let element = schema["items"].map(Shape.init(promisedBy:)) ?? .unknown
            self = .list(of: element, atLeast: schema["minItems"]?.integer ?? 0)
        case "string": self = .text
        case "integer", "number": self = .number
        case "boolean": self = .boolean
        default: self = .unknown
        }
    }

    /// What becomes of lists made one list, or of objects made one object.
    init(merging parts: [Member]) {
        var merged: [String: Member] = [:]
        var element: Shape?
        for part in parts {
            switch part.shape {
            case .object(let members):
                for (name, member) in members {
                    let isCertain = part.isCertain && member.isCertain
                    // It stays the earlier one where this one is missing.
                    let shape = isCertain || merged[name] == nil ? member.shape : .unknown
                    merged[name] = Member(
                        shape: shape,
                        isCertain: isCertain || merged[name]?.isCertain == true
                    )
                }
            case .list(let other, _):
                element = element == nil ? other : .unknown
            case .unknown, .scalar:
                self = .unknown
                return
            }
        }
        self = element.map { .list(of: $0) } ?? .object(merged)
    }

    static func certain(_ members: [String: Shape]) -> Shape {
        .object(members.mapValues { Member(shape: $0, isCertain: true) })
    }

    /// What a section over it pushes.
    var element: Shape {
        if case .list(let element, _) = self { element } else { self }
    }

    /// The same where the value may be null: none of its members is sure to be there.
    var uncertain: Shape {
        guard case .object(let members) = self else { return self }
        return .object(members.mapValues { Member(shape: $0.shape, isCertain: false) })
    }

    /// How a path leads into it.
    enum Lookup {
        case found(Shape, isCertain: Bool)
        /// The first name of the path is not here at all.
        case absent
        /// It begins here and then fails at this name; these would be possible.
        case broken(at: String, choices: [String])
    }

    func look(up path: ArraySlice<String>) -> Lookup {
        var shape = self
        var isCertain = true
        for (index, name) in path.enumerated() {
            switch shape {
            case .unknown:
                return .found(.unknown, isCertain: isCertain)
            case .object(let members):
                guard let member = members[name] else {
                    return index == 0 ? .absent : .broken(at: name, choices: members.keys.sorted())
                }
                isCertain = isCertain && member.isCertain
                shape = member.shape
            case .list where name == "count":
                shape = .number
            case .list(let element, let count) where ScopePath.index(name) != nil:
                isCertain = isCertain && ScopePath.index(name) ?? 0 < count
                shape = element
            case .scalar, .list:
                return index == 0 ? .absent : .broken(at: name, choices: [])
            }
        }
        return .found(shape, isCertain: isCertain)
    }
}
