internal import Glibc

extension FileSystem {
    package static func exists(_ path: String) -> Bool {
        unsafe access(path, F_OK) == 0
    }

    /// Gives a file a new content at once, or leaves it as it is; nobody but its owner, and its group if that could, may read it
    /// then.
    ///
    /// Who replaces files of the same directory in this way waits for each other, so that no change is lost.
    ///
    /// - Parameters:
    ///   - path: The file; behind a symbolic link, the one that it points to.
    ///   - limit: How large it may be before.
    ///   - edit: Makes the new content of the old, which is nil if there is no file yet.
    /// - Throws: Why it was left as it is: what `edit` throws, or a `Fault`.
    package static func replace(
        _ path: String,
        limit: Int,
        _ edit: (_ content: [UInt8]?) throws -> [UInt8]
    ) throws {
        let path = resolve(path)
        let slash = path.lastIndex(of: "/")
        let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let lock = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard lock >= 0 else { throw fault("cannot open", directory, errno) }
        defer { close(lock) }
        while flock(lock, LOCK_EX) != 0, errno == EINTR {}
        let content = try edit(exists(path) ? try read(path, limit: limit) : nil)
        let new = "\(path).new"
        unsafe unlink(new)
        do throws(Fault) {
            try write(content, to: new, ownedLike: path)
            guard unsafe rename(new, path) == 0 else { throw fault("cannot replace", path, errno) }
        } catch {
            unsafe unlink(new)
            throw error
        }
        fsync(lock)
    }

    private static func resolve(_ path: String) -> String {
        guard let resolved = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// Writes a new file, of the same owner as `example` if there is one: who serves must be able to read what root edits.
    private static func write(_ content: [UInt8], to path: String, ownedLike example: String) throws(Fault) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw fault("cannot write", path, errno) }
        defer { close(descriptor) }
        var status = stat()
        let isThere = unsafe stat(example, &status) == 0
        // Whose group could read it can read it on, and nobody else.
        if isThere, fchmod(descriptor, status.st_mode & 0o640) != 0 {
            throw fault("cannot give its mode back", example, errno)
        }
        if isThere, status.st_uid != geteuid() || status.st_gid != getegid() {
            guard fchown(descriptor, status.st_uid, status.st_gid) == 0 else {
                throw fault("cannot give its owner back", example, errno)
            }
        }
        var rest = content[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw fault("cannot write", path, errno) }
            rest.removeFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw fault("cannot write", path, errno) }
    }
}
