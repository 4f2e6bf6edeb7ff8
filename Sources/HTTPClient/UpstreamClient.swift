/// Whoever exchanges requests for responses: the upstream seam, libcurl in production and scripted in tests.
///
/// Belongs to one loop and is called on its thread only. It calls observers from the loop, never from inside one of its
/// own methods.
package protocol UpstreamClient: AnyObject {
    /// Sends a request; the observer is held until it was told of the end.
    @discardableResult
    func start(_ request: HTTPClientRequest, _ observer: any HTTPTransferObserver) -> any UpstreamTransfer
}
