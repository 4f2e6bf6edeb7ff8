/// What one file may hold.
///
/// Configuration is written by people, so whatever exceeds these is a mistake or an attack.
package struct YAMLLimits: Sendable {
    /// The file's size, and the text it holds once its aliases are expanded: a string of a megabyte that a
    /// thousand aliases repeat costs nothing until it is written out somewhere.
    package var bytes = 1 << 20
    /// Lists and mappings inside one another; the readers of a document recurse over it.
    package var depth = 64
    /// Values, with those of an alias counted where it stands: nine lines can stand for a billion values.
    package var nodes = 100_000

    package init() {}
}
