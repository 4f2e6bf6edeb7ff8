import Testing

/// What two readers could understand differently is refused: one answer, and nothing after it.
@Suite struct AmbiguousRequestTests {
    private static let line = "POST /echo HTTP/1.1\r\n"
    private static let post = line + "Host: a\r\n"
    private static let chunked = post + "Transfer-Encoding: chunked\r\n\r\n"
    private static let next = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    private static func refused(_ name: String, _ input: String, _ status: Int = 400) -> RequestForm {
        RequestForm(name, input, ["\(status)"], closes: true)
    }

    @Test(arguments: [
        refused("two equal lengths", post + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi" + next),
        refused("two different lengths", post + "Content-Length: 2\r\nContent-Length: 30\r\n\r\nhi" + next),
        refused("a list of lengths", post + "Content-Length: 2, 2\r\n\r\nhi" + next),
        refused("a negative length", post + "Content-Length: -2\r\n\r\nhi" + next),
        refused("a length with a plus", post + "Content-Length: +2\r\n\r\nhi" + next),
        refused("a length in hex", post + "Content-Length: 0x2\r\n\r\nhi" + next),
        refused("a length with a space inside", post + "Content-Length: 1 2\r\n\r\nhi" + next),
        refused("an empty length", post + "Content-Length:\r\n\r\n" + next),
        refused("a length of 2^64", post + "Content-Length: 18446744073709551616\r\n\r\nhi" + next),
        refused("a length beyond Int", post + "Content-Length: 9223372036854775808\r\n\r\nhi" + next, 413),
        refused(
            "a length beside chunks",
            post + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next
        ),
        refused(
            "chunks beside a length",
            post + "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n" + next
        ),
        refused("another coding", post + "Transfer-Encoding: gzip\r\n\r\n" + next, 501),
        refused("chunked not last", post + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n" + next),
        refused("two codings", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + next, 501),
        refused(
            "two lines of codings",
            post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next
        ),
        refused(
            "chunked and identity",
            post + "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next,
            501
        ),
        refused("a coding that is nearly chunked", post + "Transfer-Encoding: xchunked\r\n\r\n" + next, 501),
        refused(
            "chunks in HTTP/1.0",
            "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next
        ),
    ])
    func framingOfTheBody(form: RequestForm) {
        form.verify()
    }

    @Test(arguments: [
        refused("a chunk size that is no number", chunked + "x\r\nabc\r\n0\r\n\r\n" + next),
        refused("a chunk size with 0x", chunked + "0x3\r\nabc\r\n0\r\n\r\n" + next),
        refused("a negative chunk size", chunked + "-3\r\nabc\r\n0\r\n\r\n" + next),
        refused("an empty chunk size", chunked + "\r\nabc\r\n0\r\n\r\n" + next),
        refused("a space before a chunk size", chunked + " 3\r\nabc\r\n0\r\n\r\n" + next),
        refused("a space behind a chunk size", chunked + "3 \r\nabc\r\n0\r\n\r\n" + next),
        refused("a chunk size beyond 64 bits", chunked + "10000000000000003\r\nabc\r\n0\r\n\r\n" + next),
        refused("a chunk longer than it says", chunked + "3\r\nabcd\r\n0\r\n\r\n" + next),
        refused("a chunk without its end", chunked + "3\r\nabc0\r\n\r\n" + next),
        refused("a chunk ended by LF", chunked + "3\r\nabc\n0\r\n\r\n" + next),
        refused("a chunk size ended by LF", chunked + "3\nabc\r\n0\r\n\r\n" + next),
        refused("a chunk size ended by CR", chunked + "3\rabc\r\n0\r\n\r\n" + next),
        refused("LF in a chunk extension", chunked + "3;a\nabc\r\n0\r\n\r\n" + next),
        refused("CR in a chunk extension", chunked + "3;a\rb\r\nabc\r\n0\r\n\r\n" + next),
        refused("NUL in a chunk extension", chunked + "3;a\0b\r\nabc\r\n0\r\n\r\n" + next),
        refused("a last chunk ended by LF", chunked + "0\n\n" + next),
        refused("trailers ended by LF", chunked + "0\r\n\n" + next),
        refused("a trailer ended by LF", chunked + "0\r\nA: b\n\r\n" + next),
        refused("a trailer with a bare CR", chunked + "0\r\nA: b\rc\r\n\r\n" + next),
        refused("a folded trailer", chunked + "0\r\nA: b\r\n c\r\n\r\n" + next),
        refused("a trailer without a colon", chunked + "0\r\nGET / HTTP/1.1\r\n\r\n" + next),
    ])
    func framingOfChunks(form: RequestForm) {
        form.verify()
    }

    @Test(arguments: [
        refused("a folded field", post + "A: b\r\n c\r\n\r\n" + next),
        refused("a folded length", post + "Content-Length:\r\n 2\r\n\r\nhi" + next),
        refused("a field folded by a tab", post + "A: b\r\n\tc\r\n\r\n" + next),
        refused("a space before the first field", line + " Host: a\r\n\r\n" + next),
        refused("a bare CR in a value", post + "A: b\rc\r\n\r\n" + next),
        refused("a bare CR before the end of a line", post + "A: b\r\r\n\r\n" + next),
        refused("a bare CR before the first line", "\r" + next),
        refused("a field ended by LF", post + "A: b\n\r\n" + next),
        refused("a request line ended by LF", "GET / HTTP/1.1\nHost: a\r\n\r\n" + next),
        refused("a head ended by LF", "GET / HTTP/1.1\r\nHost: a\r\n\n" + next),
        refused("an empty line of LF first", "\n" + next),
        refused("NUL in a value", post + "A: b\0c\r\n\r\n" + next),
        refused("NUL in a name", post + "A\0: b\r\n\r\n" + next),
        refused("NUL in the target", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n" + next),
        refused("NUL first", "\0" + next),
        refused("a space before the colon", post + "Content-Length : 2\r\n\r\nhi" + next),
        refused("a space in a name", post + "Content Length: 2\r\n\r\nhi" + next),
        refused("a field without a name", post + ": b\r\n\r\n" + next),
        refused("a field without a colon", post + "A\r\n\r\n" + next),
        refused("no Host", "GET / HTTP/1.1\r\n\r\n" + next),
        refused("two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n" + next),
        refused("two Hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n" + next),
        refused("a Host with a user", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n" + next),
        refused("a Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n" + next),
        refused("a list of Hosts", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n" + next),
    ])
    func headerFields(form: RequestForm) {
        form.verify()
    }

    @Test(arguments: [
        refused("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        refused("HTTP/0.9", "GET /\r\n" + next),
        refused("HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n" + next),
        refused("HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n" + next, 505),
        refused("another protocol", "GET / ICE/1.0\r\nHost: a\r\n\r\n" + next),
        refused("TLS", "\u{16}\u{3}\u{1}\u{2}\0\u{1}"),
        refused("a method in lower case", "get / HTTP/1.1\r\nHost: a\r\n\r\n" + next),
        refused("an unknown method", "FETCH / HTTP/1.1\r\nHost: a\r\n\r\n" + next),
        refused("a space before the method", " GET / HTTP/1.1\r\nHost: a\r\n\r\n" + next),
        refused("a space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n" + next),
        refused("two spaces behind the target", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n" + next),
        refused("a space behind the version", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n" + next),
        refused("no target", "GET  HTTP/1.1\r\nHost: a\r\n\r\n" + next),
        refused("a target that is no path", "GET a HTTP/1.1\r\nHost: a\r\n\r\n" + next),
        refused("an authority", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n" + next),
        refused("a target of another scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n" + next),
        refused(
            "an absolute target whose path stands in its query",
            "GET http://a?b=/items/1 HTTP/1.1\r\nHost: a\r\n\r\n" + next
        ),
    ])
    func requestLines(form: RequestForm) {
        form.verify()
    }

    @Test func whatStandsBehindABodyIsTheNextRequest() {
        RequestForm(
            "garbage behind a body",
            Self.post + "Content-Length: 2\r\n\r\nhi!" + Self.next,
            ["200 hi", "400"],
            closes: true
        ).verify()
    }

    @Test func aRefusalDoesNotRememberTheRequestBefore() {
        let server = TestServer()
        let before = "HEAD /items/1 HTTP/1.1\r\nHost: a\r\nX-Request-Id: before\r\n\r\n"
        #expect(server.ask(before).first?.status == 200)
        let refusal = server.ask("\nGET / HTTP/1.1\r\n\r\n")
        #expect(refusal.map(\.status) == [400])
        #expect(refusal.first?.isWhole == true)
        #expect(refusal.first?.body.isEmpty == false)
        #expect(refusal.first?.fields["x-request-id"] != "before")
        #expect(server.exchanges.last?.path == "")
        #expect(server.exchanges.last?.method == .other)
    }
}
