package import EventLoops
internal import Platform

/// How many connections the process has, in all and by address, whichever loops they live on.
package final class ConnectionLimits: Sendable {
    private struct Counts {
        var total = 0
        var byAddress: [PeerAddress: Int] = [:]
    }

    private let counts = Lock(Counts())
    private let connectionsMax: Int
    private let perAddressMax: Int

    package init(_ bounds: ConnectionBounds) {
        connectionsMax = bounds.connections
        perAddressMax = bounds.connectionsPerAddress
    }

    /// Takes a place for one connection, or says which bound is full; any thread.
    package func admit(_ peer: PeerAddress) -> ConnectionBounds.Name? {
        counts.withLock { counts in
            guard counts.total < connectionsMax else { return .connections }
            if peer != .local {
                let own = counts.byAddress[peer, default: 0]
                guard own < perAddressMax else { return .connectionsPerAddress }
                counts.byAddress[peer] = own + 1
            }
            counts.total += 1
            return nil
        }
    }

    /// Gives a place back; any thread.
    package func release(_ peer: PeerAddress) {
        counts.withLock { counts in
            counts.total -= 1
            guard peer != .local, let own = counts.byAddress[peer] else { return }
            counts.byAddress[peer] = own > 1 ? own - 1 : nil
        }
    }
}
