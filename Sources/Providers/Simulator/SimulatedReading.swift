internal import JSON

/// What a simulated model understands of its prompt: how long a list is to be, and how its elements are numbered.
///
/// Two phrases are understood, wherever they stand: "`NAME` has N elements" with, if it likes, "of which K are written"
/// behind it, and "`NAME` counts from N". The last of each name holds, because instructions stand behind what they are
/// about.
enum SimulatedReading {
    /// More than this is no instruction but somebody's text.
    private static let countMax = 1_000

    static func outline(of prompt: String) -> JSONSchema.SampleOutline {
        var outline = JSONSchema.SampleOutline()
        var written = 0
        let parts = prompt.split(separator: "`", omittingEmptySubsequences: false)
        for (name, text) in zip(parts, parts.dropFirst()) where !name.isEmpty {
            let words = words(of: text)
            if words.count >= 3, words[0] == "has", words[2] == "elements", let count = number(words[1]) {
                let rest = words.dropFirst(3)
                let isWritten =
                    rest.starts(with: ["of", "which"]) && rest.dropFirst(3).starts(with: ["are", "written"])
                written = isWritten ? number(words[5]) ?? 0 : 0
                outline.counts[String(name)] = max(0, count - written)
            } else if words.starts(with: ["counts", "from"]), words.count >= 3, let first = number(words[2]) {
                outline.firstNumbers[String(name)] = first + written
            }
        }
        return outline
    }

    /// The first words, without the marks behind them.
    private static func words(of text: Substring) -> [Substring] {
        text.prefix(100).split { $0 == " " || $0 == "\n" || $0 == "," || $0 == ";" || $0 == "." }
    }

    private static func number(_ word: Substring) -> Int? {
        Int(word).flatMap { (0...countMax).contains($0) ? $0 : nil }
    }
}
