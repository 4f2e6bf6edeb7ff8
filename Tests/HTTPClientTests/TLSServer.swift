import Glibc

/// openssl's own server on loopback with a certificate that it made itself; it serves one file, `/body`.
final class TLSServer {
    let port: UInt16
    /// The certificate, which vouches for itself.
    let authorities: String
    private let process: pid_t
    private let directory: String

    /// Serves `body` with a certificate for a name as openssl writes it: `IP:127.0.0.1`, `DNS:server.test`.
    init(certificateFor name: String, body: [UInt8] = Array("body".utf8)) {
        var template = Array("/tmp/penstock-tls-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil)
        directory = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        authorities = "\(directory)/certificate.pem"
        let key = "\(directory)/key.pem"
        let (maker, made) = Self.spawn([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-days", "2", "-subj", "/CN=test", "-addext", "subjectAltName=\(name)", "-keyout", key, "-out",
            authorities,
        ])
        Self.wait(for: maker)
        close(made)
        let file = creat("\(directory)/body", 0o600)
        precondition(write(file, body, body.count) == body.count)
        close(file)
        let output: CInt
        (process, output) = Self.spawn([
            "env", "-C", directory, "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", authorities,
            "-key", key, "-WWW",
        ])
        // It says where it listens: "ACCEPT 127.0.0.1:40123".
        var line = ""
        while !line.hasPrefix("ACCEPT ") || !line.hasSuffix("\n") {
            var byte: UInt8 = 0
            guard read(output, &byte, 1) == 1 else { break }
            if line.hasSuffix("\n") { line = "" }
            line.unicodeScalars.append(Unicode.Scalar(byte))
        }
        port = line.dropLast().split(separator: ":").last.flatMap { UInt16($0) } ?? 0
        precondition(port > 0, "openssl says where it listens")
        close(output)
    }

    func stop() {
        // Other signals may be blocked, as they are for this process.
        kill(process, SIGKILL)
        Self.wait(for: process)
        for file in ["certificate.pem", "key.pem", "body"] { unlink("\(directory)/\(file)") }
        rmdir(directory)
    }

    /// Starts a program whose output can be read.
    private static func spawn(_ arguments: [String]) -> (pid_t, CInt) {
        var ends: [CInt] = [0, 0]
        precondition(pipe(&ends) == 0)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addclose(&actions, ends[0])
        defer { posix_spawn_file_actions_destroy(&actions) }
        var process: pid_t = 0
        let words = arguments.map { strdup($0) } + [nil]
        let status = posix_spawnp(&process, arguments[0], &actions, nil, words, nil)
        precondition(status == 0, "the package openssl is there")
        for word in words { free(word) }
        close(ends[1])
        return (process, ends[0])
    }

    private static func wait(for process: pid_t) {
        var status: CInt = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
    }
}
