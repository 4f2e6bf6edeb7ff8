/// The core schema (YAML 1.2.2, section 10.3.2): `yes`, `no` and `on` are strings.
extension YAMLScalar {
    package var resolved: Resolved {
        switch tag {
        case nil: isPlain ? Self.resolve(text) : .string(text)
        case Tag.float.rawValue: Self.number(text).map { .float($0) } ?? .string(text)
        case Tag.integer.rawValue, Tag.bool.rawValue, Tag.null.rawValue: Self.resolve(text)
        default: .string(text)
        }
    }

    /// The tags that mean something here.
    enum Tag: String {
        case string = "tag:yaml.org,2002:str"
        case integer = "tag:yaml.org,2002:int"
        case float = "tag:yaml.org,2002:float"
        case bool = "tag:yaml.org,2002:bool"
        case null = "tag:yaml.org,2002:null"
        case sequence = "tag:yaml.org,2002:seq"
        case mapping = "tag:yaml.org,2002:map"
        /// A lone `!`: whatever is written is text.
        case nonSpecific = "!"
    }

    /// Whether the text is what the tag says it is.
    var fitsItsTag: Bool {
        guard let tag else { return true }
        return switch (Tag(rawValue: tag), resolved) {
        case (.string, _), (.nonSpecific, _), (.integer, .integer), (.float, .float), (.bool, .bool),
            (.null, .null):
            true
        default: false
        }
    }

    private static func resolve(_ text: String) -> Resolved {
        switch text {
        case "", "~", "null", "Null", "NULL": .null
        case "true", "True", "TRUE": .bool(true)
        case "false", "False", "FALSE": .bool(false)
        default: integer(text).map { .integer($0) } ?? number(text).map { .float($0) } ?? .string(text)
        }
    }

    private static func integer(_ text: String) -> Int64? {
        if text.hasPrefix("0x") { return unsigned(text.utf8.dropFirst(2), radix: 16) }
        if text.hasPrefix("0o") { return unsigned(text.utf8.dropFirst(2), radix: 8) }
        return Int64(text)
    }

    private static func unsigned(_ digits: Substring.UTF8View, radix: Int) -> Int64? {
        guard let first = digits.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "+") else {
            return nil
        }
        return Int64(Substring(digits), radix: radix)
    }

    private static func number(_ text: String) -> Double? {
        switch text {
        case ".nan", ".NaN", ".NAN": .nan
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": .infinity
        case "-.inf", "-.Inf", "-.INF": -.infinity
        default: isDecimal(text.utf8) ? Double(text) : nil
        }
    }

    // [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
    private static func isDecimal(_ text: String.UTF8View) -> Bool {
        var rest = text[...]
        skipSign(&rest)
        let whole = skipDigits(&rest)
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = skipDigits(&rest)
        }
        guard whole + fraction > 0 else { return false }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            skipSign(&rest)
            guard skipDigits(&rest) > 0 else { return false }
        }
        return rest.isEmpty
    }

    private static func skipSign(_ rest: inout Substring.UTF8View) {
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
            rest.removeFirst()
        }
    }

    private static func skipDigits(_ rest: inout Substring.UTF8View) -> Int {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest.removeFirst(digits.count)
        return digits.count
    }
}
