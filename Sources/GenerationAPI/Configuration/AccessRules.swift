package import Authentication
package import HTTPServer

/// Who may use the main listeners; replaced as a whole by a reload.
package struct AccessRules: Sendable {
    /// Nil where nobody has to say who they are.
    package var keys: KeyRing?
    /// The web pages that may ask; nil for none.
    package var origins: AllowedOrigins?

    package init() {}
}
