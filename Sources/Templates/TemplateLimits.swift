/// What a template may be, and do while it is rendered.
package enum TemplateLimits {
    /// The longest prompts that people write have some tens of kilobytes.
    package static let sourceBytesMax = 256 << 10
    /// A tag with more between its ends than any name has was never closed.
    package static let nameBytesMax = 256
    /// Sections inside one another; rendering recurses over them.
    package static let depthMax = 32
    /// Elements that all sections of one rendering walk over: nested sections over one long list, which comes
    /// from a client, would take long without printing a byte.
    package static let elementsMax = 100_000
}
