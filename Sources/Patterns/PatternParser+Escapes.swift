extension PatternParser {
    /// What a backslash and what follows it stand for.
    mutating func parseEscape(inClass: Bool) throws(PatternError) -> CodePoints {
        let start = position
        advance()
        guard let letter = next else { throw fault("nothing follows the backslash", at: start) }
        advance()
        switch letter {
        case "d": return .digits
        case "D": return CodePoints.digits.inverted
        case "w": return .wordCharacters
        case "W": return CodePoints.wordCharacters.inverted
        case "s": return .spaces
        case "S": return CodePoints.spaces.inverted
        case "t": return CodePoints(0x09)
        case "n": return CodePoints(0x0A)
        case "v": return CodePoints(0x0B)
        case "f": return CodePoints(0x0C)
        case "r": return CodePoints(0x0D)
        case "b" where inClass: return CodePoints(0x08)
        case "0" where !isDigit(next): return CodePoints(0x00)
        case "c": return CodePoints(try parseControlLetter(start))
        case "x": return CodePoints(try parseHex(digits: 2, start))
        case "u": return CodePoints(try parseUnicodeEscape(start))
        case "p", "P": return try parseProperty(isNegated: letter == "P", start)
        default: return CodePoints(try identity(of: letter, start))
        }
    }

    /// Punctuation may always be escaped; a letter or a digit means something, and not this.
    private func identity(of letter: Unicode.Scalar, _ start: Int) throws(PatternError) -> UInt32 {
        if isDigit(letter) || letter == "k" {
            throw fault("backreferences are not supported", at: start)
        }
        guard letter.isASCII, !letter.properties.isAlphabetic, letter.value > 0x20, letter.value < 0x7F else {
            throw fault("'\\\(letter)' is no escape of ECMA-262", at: start)
        }
        return letter.value
    }

    private func isDigit(_ scalar: Unicode.Scalar?) -> Bool {
        scalar.map { ("0"..."9").contains($0) } ?? false
    }

    private mutating func parseControlLetter(_ start: Int) throws(PatternError) -> UInt32 {
        guard let letter = next, letter.isASCII, letter.properties.isAlphabetic else {
            throw fault("a letter must follow '\\c'", at: start)
        }
        advance()
        return letter.value % 32
    }

    private mutating func parseHex(digits: Int, _ start: Int) throws(PatternError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = next.flatMap({ Character($0).hexDigitValue }) else {
                throw fault("\(digits) hexadecimal digits must follow", at: start)
            }
            value = value << 4 | UInt32(digit)
            advance()
        }
        return value
    }

    /// `\u{...}`, `\uXXXX`, or two of the latter that make up a surrogate pair.
    private mutating func parseUnicodeEscape(_ start: Int) throws(PatternError) -> UInt32 {
        if take("{") {
            return try parseBracedCodePoint(start)
        }
        let unit = try parseHex(digits: 4, start)
        guard (0xD800...0xDFFF).contains(unit) else { return unit }
        guard unit < 0xDC00, take("\\"), take("u") else { throw fault("half of a surrogate pair", at: start) }
        let low = try parseHex(digits: 4, start)
        guard (0xDC00...0xDFFF).contains(low) else { throw fault("half of a surrogate pair", at: start) }
        return 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
    }

    private mutating func parseBracedCodePoint(_ start: Int) throws(PatternError) -> UInt32 {
        var value: UInt32 = 0
        while let digit = next.flatMap({ Character($0).hexDigitValue }), value <= 0x10_FFFF {
            value = value << 4 | UInt32(digit)
            advance()
        }
        guard position > start + 3, take("}"), Unicode.Scalar(value) != nil else {
            throw fault("'\\u{' must name a code point", at: start)
        }
        return value
    }

    /// `\p{Lu}` and `\p{Script=Greek}`; RE2 knows a script by its name alone and no other property.
    private mutating func parseProperty(isNegated: Bool, _ start: Int) throws(PatternError) -> CodePoints {
        var name = ""
        guard take("{") else { throw fault("'{' must follow '\\p'", at: start) }
        while let scalar = next, scalar != "}" {
            guard scalar.isASCII, scalar.properties.isAlphabetic || scalar == "_" || scalar == "=" else {
                throw fault("'\(scalar)' cannot stand in a property's name", at: start)
            }
            name.unicodeScalars.append(scalar)
            advance()
        }
        guard take("}") else { throw fault("the property's name does not end", at: start) }
        for prefix in ["Script=", "sc=", "General_Category=", "gc="] where name.hasPrefix(prefix) {
            name.removeFirst(prefix.count)
        }
        return CodePoints(property: "\\\(isNegated ? "P" : "p"){\(name)}")
    }
}
