/// How much a generation's log holds, and how far a reader may be behind it.
package struct LogBounds: Sendable {
    /// Text of all steps together; an engine must end a generation before it is passed.
    package var textBytes = 16 << 20
    /// Text that a reader may be behind, minutes of the fastest model, before it is cut off; it may resume.
    package var backlogBytes = 1 << 20

    package init() {}
}
