internal import Patterns

extension SchemaSampler {
    /// Elements beyond what is demanded.
    private static var elementsSpan: Int { 4 }
    /// No schema that is meant seriously demands more elements or members.
    private static var countMax: Int { 10_000 }
    /// How often an element is made anew that is there already.
    private static var repetitionsMax: Int { 20 }

    mutating func makeArray(_ demands: SchemaDemands) throws(JSONSchema.SampleFault) -> JSONValue {
        let least = max(demands.elementsMin, demands.contained.count)
        guard least <= min(demands.elementsMax, Self.countMax) else {
            throw fault("cannot have \(least.counted("item"))")
        }
        let wanted = countElements(least, demands)
        var elements: [JSONValue] = []
        while elements.count < wanted {
            do throws(JSONSchema.SampleFault) {
                elements.append(try makeElement(elements, demands))
            } catch {
                // Whatever else is wrong with an array that is long enough, it will be found out.
                guard elements.count >= least else { throw error }
                break
            }
        }
        return .array(elements)
    }

    private mutating func countElements(_ least: Int, _ demands: SchemaDemands) -> Int {
        if let name = path.tokens.last, let count = outline.counts[name] {
            return max(least, min(count, demands.elementsMax, Self.countMax))
        }
        let most = min(demands.elementsMax, least + Self.elementsSpan)
        return isAmple ? Int.random(in: least...most, using: &generator) : least
    }

    private mutating func makeElement(
        _ elements: [JSONValue],
        _ demands: SchemaDemands
    ) throws(JSONSchema.SampleFault) -> JSONValue {
        let contained =
            demands.contained.indices.contains(elements.count) ? [demands.contained[elements.count]] : []
        let schemas = demands.schemas(forElement: elements.count) + contained
        for _ in 0..<Self.repetitionsMax {
            let element = try sample(schemas, at: String(elements.count))
            guard demands.isUnique, elements.contains(element) else { return element }
        }
        throw fault("has too few different items to be had")
    }

    mutating func makeObject(_ demands: SchemaDemands) throws(JSONSchema.SampleFault) -> JSONValue {
        guard demands.membersMin <= min(demands.membersMax, Self.countMax) else {
            throw fault("cannot have \(demands.membersMin.counted("member"))")
        }
        var object = JSONObject()
        for name in chooseNames(demands) {
            do throws(JSONSchema.SampleFault) {
                object[name] = try sample(demands.schemas(forMember: name), at: name)
            } catch {
                // One that is not required is left out; what then is missing will be found out.
                guard !demands.required.contains(name) else { throw error }
            }
        }
        var number = 0
        while object.count < demands.membersMin, number < 2 * demands.membersMin {
            number += 1
            let name = try inventName(number, demands)
            guard object[name] == nil else { continue }
            object[name] = try sample(demands.schemas(forMember: name), at: name)
        }
        return .object(object)
    }

    /// The members to make: what is required and, while there is room, some of what is named, in the schema's order.
    private mutating func chooseNames(_ demands: SchemaDemands) -> [String] {
        let named = demands.members.flatMap { $0.named.map(\.name) }
        var chosen = closure(of: demands.required, demands)
        for name in named where !chosen.contains(name) && !demands.avoided.contains(name) {
            let isWanted = chosen.count < demands.membersMin || isAmple && Bool.random(using: &generator)
            guard isWanted, violations(of: .string(name), against: demands.names).isEmpty else { continue }
            let more = closure(of: chosen + [name], demands)
            if more.count <= demands.membersMax { chosen = more }
        }
        return named.filter { chosen.contains($0) } + chosen.filter { !named.contains($0) }
    }

    /// The names that `names` entail, with these.
    private func closure(of names: [String], _ demands: SchemaDemands) -> [String] {
        var found = names
        var index = 0
        while index < found.count {
            for (name, others) in demands.requiredWith where name == found[index] {
                found += others.filter { !found.contains($0) }
            }
            index += 1
        }
        return found
    }

    /// A name for a member that the schema does not name.
    private mutating func inventName(_ number: Int, _ demands: SchemaDemands) throws(JSONSchema.SampleFault)
        -> String
    {
        if !demands.names.isEmpty, let name = try sample(demands.names).string { return name }
        for pattern in demands.members.flatMap({ $0.patterned.map(\.pattern) }) {
            if let name = pattern.sample(length: 0...24, using: &generator) { return name }
        }
        return "member\(number)"
    }
}
