package import Events

/// Waits for a generation to end, whatever happens on the way.
package protocol EndObserver: AnyObject {
    /// Told once, with the terminal event.
    func ended(_ event: Event)
}
