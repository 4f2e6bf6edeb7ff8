internal import CEmbed

/// What is running.
package enum BuildVersion {
    package static let version = "0.1.0"
    /// The commit that was built; `unknown` if the build did not say.
    package static var revision: String { unsafe String(cString: penstock_revision()) }
    /// The language version of the compiler, as far as a program can know it.
    package static let swift = "6.3"
}
