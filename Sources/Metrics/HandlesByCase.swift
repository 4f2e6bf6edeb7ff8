/// The bound series of every case of an enum, all there from the start, and found by the case's place: nothing is hashed.
package struct HandlesByCase<Case: CaseIterable & Sendable, Handle: Sendable>: Sendable {
    private let handles: [Handle]

    package init(_ bind: (Case) -> Handle) {
        for (index, value) in Case.allCases.enumerated() {
            precondition(Self.place(of: value) == index, "\(Case.self) is no plain enum, its cases in order")
        }
        handles = Case.allCases.map(bind)
    }

    package subscript(value: Case) -> Handle { handles[Self.place(of: value)] }

    /// An enum without payloads is stored as the number of its case, in one byte, or in none where there is one case.
    private static func place(of value: Case) -> Int {
        unsafe withUnsafeBytes(of: value) { bytes in
            unsafe bytes.isEmpty ? 0 : Int(bytes[0])
        }
    }
}
