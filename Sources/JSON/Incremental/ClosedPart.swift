/// A part of a document that has just closed: a member of the outermost object, or an element.
struct ClosedPart {
    /// The member of the outermost object that it is, or in which it is an element; nil in an outermost array.
    let member: String?
    let index: Int?
    let value: JSONValue

    var path: JSONPointer {
        path(member: member)
    }

    /// The same with another name for the member.
    func path(member: String?) -> JSONPointer {
        JSONPointer(tokens: [member, index.map { String($0) }].compactMap(\.self))
    }
}
