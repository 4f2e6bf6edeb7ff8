/// What a template can be rendered with.
package protocol TemplateValue {
    /// What a variable prints: text as it is, everything else as compact JSON.
    var templateText: String { get }
    /// Whether a section over it is left out, and an inverted one is not: null, false, and what is empty.
    var isTemplateEmpty: Bool { get }
    /// The elements that a section repeats for; nil for whatever is not a list.
    var templateElements: [Self]? { get }
    /// The value of a member; nil where there is none of that name.
    func templateMember(_ name: String) -> Self?
}
