import EventLoops
import Testing

@Suite struct BindAddressTests {
    @Test(arguments: [
        ("127.0.0.1:8080", BindAddress.tcp(host: "127.0.0.1", port: 8080)),
        ("[::1]:0", .tcp(host: "::1", port: 0)),
        ("localhost:65535", .tcp(host: "localhost", port: 65535)),
        ("unix:/run/penstock.sock", .unix(path: "/run/penstock.sock")),
    ])
    func anAddressIsReadAndPrintedTheSame(text: String, address: BindAddress) throws {
        #expect(try BindAddress(text) == address)
        #expect(address.description == text)
    }

    @Test(arguments: [
        ("8080", "8080: expected HOST:PORT, [IPV6]:PORT or unix:/PATH"),
        ("127.0.0.1:http", "127.0.0.1:http: expected HOST:PORT, [IPV6]:PORT or unix:/PATH"),
        ("127.0.0.1:65536", "127.0.0.1:65536: expected HOST:PORT, [IPV6]:PORT or unix:/PATH"),
        ("::1:80", "::1:80: an IPv6 address stands in brackets, as in [::1]:80"),
        (":80", ":80: name the address to listen on, such as 127.0.0.1:80"),
        ("unix:relative", "unix:relative: a UNIX socket needs an absolute path of at most 107 bytes"),
    ])
    func whatIsNoAddressIsExplained(text: String, sentence: String) {
        #expect { try BindAddress(text) } throws: { "\($0)" == sentence }
    }

    @Test func aTakenPortAndAStrangeFileAreExplained() throws {
        let first = try ListeningSocket(binding: BindAddress("127.0.0.1:0"))
        #expect(first.isLoopback)
        #expect { try ListeningSocket(binding: first.address) } throws: {
            "\($0)".contains("another process listens")
        }
        #expect { try ListeningSocket(binding: BindAddress("unix:/dev/null")) } throws: {
            "\($0)".contains("no socket")
        }
        #expect { try ListeningSocket(binding: BindAddress("no-such-host.invalid:80")) } throws: {
            "\($0)".hasPrefix("cannot listen on no-such-host.invalid:80: ")
        }
    }

    @Test func aSocketFileThatNobodyUsesIsReplaced() throws {
        let address = try BindAddress("unix:/tmp/penstock-test-\(UInt32.random(in: 0...(.max))).sock")
        let first = try ListeningSocket(binding: address)
        #expect { try ListeningSocket(binding: address) } throws: {
            "\($0)".contains("another process listens")
        }
        first.close()
        let second = try ListeningSocket(binding: address)
        second.close(removingFile: true)
    }
}
