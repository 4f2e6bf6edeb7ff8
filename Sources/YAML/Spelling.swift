/// Finds the name that somebody probably meant.
package enum Spelling {
    /// The name nearest to `word`, if one is so near that it may be meant.
    ///
    /// The case of letters does not count.
    package static func nearest(to word: String, among names: [String]) -> String? {
        let wanted = Array(word.lowercased().unicodeScalars)
        // A word that long is not a misspelt name, and comparing costs the product of both lengths.
        guard wanted.count <= 64 else { return nil }
        let near = names.map { ($0, distance(wanted, Array($0.lowercased().unicodeScalars))) }
            .filter { $0.1 <= max(1, min(wanted.count, $0.0.unicodeScalars.count) / 3) }
        return near.min { $0.1 < $1.1 }?.0
    }

    /// How many letters must be inserted, left out, replaced, or swapped with their neighbour (optimal string
    /// alignment distance).
    static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                var least = min(last[column + 1] + 1, current[column] + 1)
                least = min(least, last[column] + (left[row] == right[column] ? 0 : 1))
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    least = min(least, beforeLast[column - 1] + 1)
                }
                current.append(least)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
