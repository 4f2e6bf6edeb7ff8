internal import EventLoops

/// The open listeners of a server; on the loop that accepts.
final class Acceptors {
    private var acceptors: [Acceptor] = []

    func add(_ acceptor: Acceptor) {
        acceptors.append(acceptor)
    }

    func close() {
        for acceptor in acceptors { acceptor.close() }
        acceptors = []
    }
}
