extension JSONSchema {
    /// What is wanted of a sample beyond what its schema demands; what the schema does not allow is left undone.
    package struct SampleOutline: Equatable, Sendable {
        /// How many elements the lists have that are members of this name.
        package var counts: [String: Int] = [:]
        /// Where the integers begin that number the elements of a list, by the name that they have there.
        package var firstNumbers: [String: Int] = [:]

        package init() {}
    }
}
