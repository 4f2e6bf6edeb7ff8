internal import CSystemd
internal import Glibc

/// The journal, to which entries go with their fields rather than as text (sd_journal_send(3)).
package enum Journal {
    /// Where the library sends to.
    private static let socket = "/run/systemd/journal/socket"

    /// Whether what is written to standard output goes to the journal: `stream` is the variable `JOURNAL_STREAM`, which
    /// names the device and inode that the service manager connected (systemd.exec(5)).
    package static func reads(standardOutputOf stream: String?) -> Bool {
        var status = stat()
        guard let stream, unsafe fstat(STDOUT_FILENO, &status) == 0 else { return false }
        return stream == "\(status.st_dev):\(status.st_ino)"
    }

    /// Sends one entry, waiting for the journal as long as it takes.
    ///
    /// - Parameters:
    ///   - bytes: Hold the fields, each `NAME=value`; the value may be any bytes.
    ///   - fields: Where they stand.
    /// - Returns: Whether it arrived.
    package static func send(_ bytes: [UInt8], fields: [Range<Int>]) -> Bool {
        // The library calls it a success if there is no journal at all.
        guard unsafe access(socket, F_OK) == 0 else { return false }
        return unsafe bytes.withUnsafeBytes { memory in
            // The library only reads, whatever its type says.
            guard let start = unsafe UnsafeMutableRawPointer(mutating: memory.baseAddress) else {
                return false
            }
            let parts = unsafe fields.map { unsafe iovec(iov_base: start + $0.lowerBound, iov_len: $0.count) }
            return unsafe sd_journal_sendv(parts, CInt(parts.count)) == 0
        }
    }
}
