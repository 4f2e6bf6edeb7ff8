internal import CSystemd
package import Platform

/// The service manager that started the process, by libsystemd; without one everything here does nothing
/// (sd_notify(3), sd_watchdog_enabled(3), sd_listen_fds(3)).
package struct ServiceManager: Sendable {
    /// Half of how long the manager waits for a sign of life; nil if it waits for none.
    package let watchdogInterval: Duration?

    package init() {
        var microseconds: UInt64 = 0
        // The variables stay set: the process has no children that could inherit them.
        watchdogInterval =
            unsafe sd_watchdog_enabled(0, &microseconds) > 0 ? .microseconds(Int64(microseconds / 2)) : nil
    }

    /// The server answers; `status` is what `systemctl status` shows.
    package func ready(_ status: String) {
        notify("READY=1\nSTATUS=\(oneLine(status))")
    }

    package func status(_ status: String) {
        notify("STATUS=\(oneLine(status))")
    }

    /// A reload begins at `now`; it ends with `ready`.
    package func reloading(at now: Instant) {
        // Both in one message: the manager compares the time with that of its signal (systemd 253 and later).
        notify("RELOADING=1\nMONOTONIC_USEC=\(now.nanoseconds / 1_000)")
    }

    package func stopping(_ status: String) {
        notify("STOPPING=1\nSTATUS=\(oneLine(status))")
    }

    /// Asks for more time to stop, counted from now.
    package func extendTimeout(by time: Duration) {
        notify("EXTEND_TIMEOUT_USEC=\(time.wholeNanoseconds / 1_000)")
    }

    /// Says that the server is alive; only for who has looked.
    package func ping() {
        notify("WATCHDOG=1")
    }

    /// A listening socket that the manager opened and handed over.
    package struct InheritedSocket: Sendable {
        package let descriptor: Int32
        /// The socket unit's `FileDescriptorName=`.
        package let name: String
    }

    /// Takes over the sockets; once, at the start.
    package static func inheritedSockets() -> [InheritedSocket] {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = unsafe sd_listen_fds_with_names(1, &names)
        guard count > 0 else { return [] }
        return (0..<count).map { index in
            let name = unsafe names?[Int(index)].map { unsafe String(cString: $0) } ?? ""
            return InheritedSocket(descriptor: SD_LISTEN_FDS_START + index, name: name)
        }
    }

    private func notify(_ state: String) {
        // Nobody listening is no error, and what fails now is said again or was not needed.
        unsafe sd_notify(0, state)
    }

    private func oneLine(_ text: String) -> String {
        text.replacing("\n", with: " ")
    }
}
