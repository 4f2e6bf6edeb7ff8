internal import JSON

/// The part of a pipeline that runs.
package struct PipelineSelection: Sendable {
    /// Indices of its steps, in order.
    package let steps: [Int]
    /// Steps that do not run, whose output the input brings.
    package let given: [(step: Int, value: ScopePath)]
    package let result: PipelineResult
}

/// What a generation comes to.
package enum PipelineResult: Sendable {
    case value(ScopePath)
    /// An object; what is missing is left out.
    case members([(name: String, value: ScopePath)])

    func value(in scope: JSONValue) -> JSONValue {
        switch self {
        case .value(let path):
            return path.value(in: scope) ?? .null
        case .members(let members):
            var object = JSONObject(minimumCapacity: members.count)
            for (name, path) in members {
                if let value = path.value(in: scope) { object[name] = value }
            }
            return .object(object)
        }
    }
}
