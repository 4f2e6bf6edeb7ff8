import Testing

@testable import HTTPClient

@Suite struct UpstreamURLTests {
    struct Case: Sendable {
        let text: String
        let host: String
        let port: UInt16
        var isSecure = false
        var isName = false
    }

    @Test(arguments: [
        Case(text: "https://api.example/v1", host: "api.example", port: 443, isSecure: true, isName: true),
        Case(text: "http://API.example:8080/?a=b", host: "API.example", port: 8_080, isName: true),
        Case(text: "http://127.0.0.1/", host: "127.0.0.1", port: 80),
        Case(text: "http://0x7f.1/", host: "127.0.0.1", port: 80),
        Case(text: "http://[::1]:9/", host: "[::1]", port: 9),
        Case(text: "http://1.2.3.4.example/", host: "1.2.3.4.example", port: 80, isName: true),
    ])
    func itNamesWhomToAsk(expected: Case) throws {
        let url = try UpstreamURL(expected.text)
        #expect(url.host == expected.host)
        #expect(url.address == expected.host.filter { !"[]".contains($0) })
        #expect(url.port == expected.port)
        #expect(url.isSecure == expected.isSecure)
        #expect(url.needsResolution == expected.isName)
    }

    @Test(arguments: [
        "", "api.example", "/v1", "ftp://api.example/", "file:///etc/passwd", "http://", "http://a b/",
        "http://user:secret@api.example/", "http://api.example:99999/", "http://bücher.example/",
        "http://api.example/\r\nX: y", "http://[fe80::1%25eth0]/",
    ])
    func whatIsNoSuchURLIsRefused(text: String) {
        #expect(throws: UpstreamURL.Fault.self) { try UpstreamURL(text) }
    }

    @Test func aProxyMayHaveCredentials() throws {
        let proxy = try UpstreamURL("http://user:secret@proxy.example:3128", allowsCredentials: true)
        #expect(proxy.host == "proxy.example")
        #expect(proxy.port == 3_128)
    }

    @Test(arguments: [
        ("GET", HTTPField("X-A", "b"), true), ("PURGE", HTTPField("x", "tab\tand ü"), true),
        ("GE T", HTTPField("X-A", "b"), false), ("", HTTPField("X-A", "b"), false),
        ("CONNECT", HTTPField("X-A", "b"), false), ("GET", HTTPField("X A", "b"), false),
        ("GET", HTTPField("", "b"), false), ("GET", HTTPField("X-A", "b\r\nX-B: c"), false),
        ("GET", HTTPField("X-A", "b\0"), false), ("GET", HTTPField("Content-Length", "1"), false),
        ("GET", HTTPField("accept-ENCODING", "gzip"), false),
        ("GET", HTTPField("Transfer-Encoding", "x"), false),
    ])
    func aRequestSendsNothingButItsOwnLines(method: String, field: HTTPField, isSendable: Bool) throws {
        let request = HTTPClientRequest(method, try UpstreamURL("http://api.example/"), fields: [field])
        #expect((request.flaw == nil) == isSendable)
    }
}
