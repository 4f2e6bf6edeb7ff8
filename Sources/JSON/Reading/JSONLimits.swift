/// How much JSON from outside is taken.
package struct JSONLimits: Equatable, Sendable {
    /// The document's length.
    ///
    /// The default is what one event of a stream may hold; the values it becomes take up to some twenty times that.
    package let bytes: Int

    /// Arrays and objects inside one another.
    ///
    /// The default is far beyond what people and models nest. Values are read, compared, written and freed by
    /// recursion, so there is a limit to this limit.
    package let depth: Int

    private static let depthMax = 512

    package init(bytes: Int = 4 << 20, depth: Int = 64) {
        precondition(depth <= Self.depthMax, "values that nest deeper are not safe to walk")
        self.bytes = bytes
        self.depth = depth
    }
}
