package import Events

/// Where a reader begins to read a log, by what it says it has had.
package enum ReadingStart: Sendable {
    /// Behind the event with this number; 0 is the beginning.
    case replay(after: Int)
    /// What it has had is nothing that the log knows: it is told so, and what there is by now.
    case gap(Event.Gap)
    /// It has had everything, and nothing follows.
    case nothingLeft
}
