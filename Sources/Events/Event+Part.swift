extension Event {
    /// Which of several runs of a step within another step: an element of a for-each, or a round of a repair.
    package struct Part: Equatable, Sendable {
        /// The step that runs it: the for-each, or the check that wants the repair.
        package let parent: Int
        /// Counted from 0.
        package let index: Int
        /// How many there are, or may be.
        package let count: Int

        package init(parent: Int, index: Int, count: Int) {
            self.parent = parent
            self.index = index
            self.count = count
        }
    }
}
