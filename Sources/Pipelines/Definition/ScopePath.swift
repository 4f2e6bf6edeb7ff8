internal import Bytes
internal import JSON

/// Where in what a step knows a value stands: `input.topic`, `steps.generator`.
package struct ScopePath: Equatable, Sendable, CustomStringConvertible {
    package let names: [String]

    init(_ names: [String]) {
        self.names = names
    }

    init(_ text: String) {
        names = text.split(separator: ".").map(String.init)
    }

    package var description: String { names.joined(separator: ".") }

    /// Which element of a list a name means: decimal, from 0.
    static func index(_ name: String) -> Int? {
        name.utf8.allSatisfy(\.isASCIIDigit) ? Int(name) : nil
    }

    /// The same that a template finds by this name.
    func value(in scope: JSONValue) -> JSONValue? {
        names.reduce(scope as JSONValue?) { $0?.templateMember($1) }
    }
}
