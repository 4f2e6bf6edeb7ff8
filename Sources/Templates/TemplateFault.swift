/// Why a template cannot be compiled or rendered, and the tag that is at fault.
package struct TemplateFault: Error, Equatable, Sendable, CustomStringConvertible {
    package let reason: Reason
    package let position: TemplatePosition

    package enum Reason: Equatable, Sendable {
        case sourceTooLong(bytes: Int)
        case tooDeep
        case unclosedTag
        case unclosedSection(String)
        case unopenedSection(String)
        /// A section is closed by the name of another one.
        case crossedSections(open: String, at: TemplatePosition, closed: String)
        case invalidName(String)
        case invalidDelimiters
        /// What Mustache calls it: a partial, a parent, a block.
        case unsupported(String)
        /// Nothing has this name at rendering.
        case missing(String)
        case outputTooLong(limit: Int)
        case tooManyElements
    }

    /// What is wrong, without the place.
    package var sentence: String {
        switch reason {
        case .sourceTooLong(let bytes):
            "the template has \(bytes) bytes, but no more than \(TemplateLimits.sourceBytesMax) are read"
        case .tooDeep: "sections lie more than \(TemplateLimits.depthMax) deep"
        case .unclosedTag: "this tag is never closed"
        case .unclosedSection(let name): "the section \"\(name)\" is never closed; it ends with {{/\(name)}}"
        case .unopenedSection(let name): "no section is open here that {{/\(name)}} could close"
        case .crossedSections(let open, let opening, let closed):
            "{{/\(closed)}} stands where {{/\(open)}} must close the section opened at \(opening)"
        case .invalidName(""): "a tag needs a name"
        case .invalidName(let name):
            "\"\(name)\" is no name; a name has no spaces, quotes, braces or empty parts"
        case .invalidDelimiters: "new delimiters are set like this: {{=<% %>=}}"
        case .unsupported(let construct): "\(construct) is not supported; write its text here"
        case .missing(let name): "\"\(name)\" is missing"
        case .outputTooLong(let limit): "the text grows beyond \(limit) bytes here"
        case .tooManyElements:
            "sections walk over more than \(TemplateLimits.elementsMax) elements here"
        }
    }

    package var description: String { "\(position): \(sentence)" }
}
