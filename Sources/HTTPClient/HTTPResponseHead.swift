/// What stands in front of a response's body.
package struct HTTPResponseHead: Equatable, Sendable {
    package let status: Int
    package let fields: [HTTPField]

    package init(status: Int, fields: [HTTPField]) {
        self.status = status
        self.fields = fields
    }

    /// The first field of that name.
    package subscript(name: String) -> String? {
        fields.first { $0.isNamed(name) }?.value
    }
}
