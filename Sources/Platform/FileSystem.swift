internal import Glibc

/// Files as the server needs them: read whole, at start and at reload.
package enum FileSystem {
    /// Why a file cannot be used, in a sentence for the operator.
    package struct Fault: Error, Equatable, CustomStringConvertible {
        package let description: String

        package init(_ description: String) {
            self.description = description
        }
    }

    /// The content of a file of at most `limit` bytes.
    package static func read(_ path: String, limit: Int) throws(Fault) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw fault("cannot read", path, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw fault("cannot read", path, errno) }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            throw Fault("cannot read \(path): it is a directory")
        }
        var bytes: [UInt8] = []
        while bytes.count <= limit {
            let piece = 64 * 1_024
            var count = 0
            unsafe bytes.append(
                contentsOf: [UInt8](unsafeUninitializedCapacity: piece) { buffer, initialized in
                    count = unsafe Glibc.read(descriptor, buffer.baseAddress, piece)
                    initialized = max(0, count)
                }
            )
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw fault("cannot read", path, errno) }
            if count == 0 { return bytes }
        }
        throw Fault("cannot read \(path): it is larger than \(limit) bytes")
    }

    /// The names in a directory, sorted, without those that begin with a dot.
    package static func list(_ path: String) throws(Fault) -> [String] {
        guard let directory = unsafe opendir(path) else { throw fault("cannot list", path, errno) }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// Makes sure that a directory is there and can be written to.
    package static func prepareDirectory(_ path: String) throws(Fault) {
        if unsafe mkdir(path, 0o700) != 0, errno != EEXIST { throw fault("cannot make", path, errno) }
        if let reason = obstacle(toWritingIn: path) { throw Fault("cannot write to \(path): \(reason)") }
    }

    /// Why nothing can be written in a directory, or nil; waits for its disk.
    package static func obstacle(toWritingIn directory: String) -> String? {
        guard unsafe access(directory, W_OK | X_OK) != 0 else { return nil }
        return unsafe String(cString: strerror(errno))
    }

    /// Takes a file for this process alone, as long as it lives; false if another has it.
    package static func lock(_ path: String) throws(Fault) -> Bool {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw fault("cannot open", path, errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return false
        }
        return true
    }

    static func fault(_ what: String, _ path: String, _ reason: CInt) -> Fault {
        Fault("\(what) \(path): \(unsafe String(cString: strerror(reason)))")
    }
}
