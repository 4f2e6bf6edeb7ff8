internal import CRE2

/// A compiled regular expression, as JSON Schema and rules write it (ECMA-262 with the `u` flag).
///
/// RE2 does the matching: in time linear in the text and in bounded memory, whatever the expression, so neither an
/// operator's mistake nor a model's output can hang a loop. What RE2 cannot do in linear time (lookaround,
/// backreferences) is refused when the expression is compiled.
@safe package final class Pattern: @unchecked Sendable {
    // @unchecked: a compiled expression never changes, and RE2 lets any thread match with it.

    package let source: String
    let syntax: PatternSyntax
    private let expression: OpaquePointer

    /// A longer expression is generated rather than written, and belongs into code.
    package static let lengthMax = 10_000

    /// What one expression may take, its caches included: room for `\p{L}` repeated a few hundred times, and a
    /// pipeline with a hundred patterns stays below half a gigabyte in the worst case.
    private static let memoryMax: Int64 = 4 << 20

    package init(_ source: String) throws(PatternError) {
        var parser = try PatternParser(source)
        let syntax = try parser.parse()
        let translation = syntax.expressionForRE2
        var message = [CChar](repeating: 0, count: 256)
        let compiled = unsafe penstock_re2_compile(
            translation,
            translation.utf8.count,
            Self.memoryMax,
            &message,
            message.count
        )
        guard let compiled = unsafe compiled else {
            let reason = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw PatternError(source: source, position: nil, reason: String(decoding: reason, as: UTF8.self))
        }
        self.source = source
        self.syntax = syntax
        unsafe expression = compiled
    }

    deinit {
        unsafe penstock_re2_free(expression)
    }

    /// Whether the expression matches somewhere in `text`; only `^` and `$` bind it to the ends.
    package func matches(anywhereIn text: String) -> Bool {
        matches(anywhereIn: text.utf8.span)
    }

    /// The same for UTF-8; a byte that is not is matched by nothing.
    package func matches(anywhereIn text: Span<UInt8>) -> Bool {
        unsafe text.withUnsafeBytes { bytes in
            unsafe penstock_re2_matches(
                expression,
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                bytes.count
            )
        }
    }
}
