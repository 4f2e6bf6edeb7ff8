/// Whoever knows the addresses of names: the machine's resolver in production, a script in tests.
package protocol NameLookup: AnyObject {
    /// Answers once, on the loop and never from inside this call, however long it takes.
    func findAddresses(of name: String, _ answer: @escaping (Result<[PeerAddress], NameFault>) -> Void)
}
