/// How much is kept in memory of generations that have ended, so that readers may come back; whatever is reached first
/// makes those go that ended first.
package struct KeepingBounds: Equatable, Sendable {
    /// Long enough for a page that is loaded again, a train's tunnel, a laptop's lid.
    package var time = Duration.seconds(900)
    /// What comes of ten generations a second in that time, roughly.
    package var generations = 10_000
    /// Ten thousand of usual length; a few long ones must not take the memory that running ones need.
    package var bytes = 256 << 20

    package init() {}
}
