/// A container that is open in a ``JSONAssembly``.
struct AssemblyLevel {
    let isArray: Bool
    /// Where its first member or element stands among all that wait for their containers to close.
    let start: Int
    /// The same for the fingerprints of its members' names.
    let firstFingerprint: Int
    /// The name of the member at hand.
    var name: String?
    /// Where each name stands, once there are too many to look through.
    var places: [MemberName: Int] = [:]
}
