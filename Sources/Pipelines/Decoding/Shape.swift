internal import JSON

/// What is known before any request about a value that templates will see.
indirect enum Shape {
    /// Nothing: any name may be there.
    case unknown
    case text
    case list(of: Shape)
    case object([String: Member])

    struct Member {
        let shape: Shape
        /// Whether it is always there.
        let isCertain: Bool
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
        } else if schema["type"]?.string == "array" {
            self = .list(of: schema["items"].map(Shape.init(promisedBy:)) ?? .unknown)
        } else if ["string", "integer", "number", "boolean"].contains(schema["type"]?.string) {
            self = .text
        } else {
            self = .unknown
        }
    }

    static func certain(_ members: [String: Shape]) -> Shape {
        .object(members.mapValues { Member(shape: $0, isCertain: true) })
    }

    /// What a section over it pushes.
    var element: Shape {
        if case .list(let element) = self { element } else { self }
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
            case .text, .list:
                return index == 0 ? .absent : .broken(at: name, choices: [])
            }
        }
        return .found(shape, isCertain: isCertain)
    }
}
