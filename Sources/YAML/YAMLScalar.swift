/// A value without parts, as it was written.
package struct YAMLScalar: Sendable, Equatable {
    /// What was written, without quotes, escapes and indentation.
    package let text: String
    /// Written without quotes and not as a block, so that its text decides whether it is a number.
    package let isPlain: Bool
    /// The tag that was written, such as `tag:yaml.org,2002:str` for `!!str`.
    package let tag: String?
    /// The place where the text begins.
    ///
    /// Of a literal block every further line begins in the same column; of other text that goes over several
    /// lines, or has escapes, only the beginning is exact.
    package let textPosition: YAMLPosition

    /// What a scalar means under the core schema of YAML 1.2.
    package enum Resolved: Sendable, Equatable {
        case null
        case bool(Bool)
        case integer(Int64)
        /// Also whole numbers beyond `Int64`, rounded.
        case float(Double)
        case string(String)
    }

    /// What an error message calls this value.
    var summary: String {
        switch resolved {
        case .null: "nothing"
        case .bool(let value): "\(value)"
        case .integer, .float: "the number \(text)"
        case .string where isPlain: Quotation.quote(text)
        case .string: "the string \(Quotation.quote(text))"
        }
    }
}
