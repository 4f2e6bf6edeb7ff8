internal import JSON

/// A key of pipeline files, as editors are told of it.
struct SchemaKey {
    let name: String
    let isRequired: Bool
    /// The schema of its value.
    let value: JSONValue

    init(_ name: String, _ help: String, _ form: SchemaForm, isRequired: Bool = false) {
        self.name = name
        self.isRequired = isRequired
        var object = JSONObject()
        object["description"] = .string(help)
        for (keyword, value) in form.keywords { object[keyword] = value }
        value = .object(object)
    }

    static func required(_ name: String, _ help: String, _ form: SchemaForm) -> SchemaKey {
        SchemaKey(name, help, form, isRequired: true)
    }
}
