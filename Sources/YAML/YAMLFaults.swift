/// The mistakes of a file, all that were found in one reading.
package struct YAMLFaults: Error, Equatable, Sendable, CustomStringConvertible {
    /// Never empty; in the order of the file.
    package let faults: [YAMLFault]
    /// How many more there were than are worth keeping.
    package let omitted: Int

    package init(_ faults: [YAMLFault], omitted: Int = 0) {
        precondition(!faults.isEmpty, "an error without a fault says nothing")
        self.faults = faults.sorted { $0.position < $1.position }
        self.omitted = omitted
    }

    /// One line for each mistake.
    package var description: String {
        var lines = faults.map(\.description)
        if omitted > 0 {
            lines.append("\(faults[0].file): \(omitted) more mistakes are not shown")
        }
        return lines.joined(separator: "\n")
    }
}
