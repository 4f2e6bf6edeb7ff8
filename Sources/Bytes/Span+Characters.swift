extension Span<UInt8> {
    /// Unicode scalars of a piece of UTF-8, each counted where it begins.
    package var characterCount: Int {
        var count = 0
        for index in indices where self[index] & 0xC0 != 0x80 { count += 1 }
        return count
    }
}
