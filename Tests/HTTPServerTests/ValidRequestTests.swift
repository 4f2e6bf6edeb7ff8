import Testing

/// Requests that mean one thing only are answered, however they are written and cut.
@Suite struct ValidRequestTests {
    @Test(arguments: [
        RequestForm("a plain request", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", ["200 ok\n"]),
        RequestForm(
            "several on one connection",
            "GET / HTTP/1.1\r\nHost: a\r\n\r\nPOST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi"
                + "GET /items/3?q=x HTTP/1.1\r\nHost: a\r\n\r\n",
            ["200 ok\n", "200 hi", "200 3 x"]
        ),
        RequestForm(
            "empty lines before and between requests",
            "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n\r\n",
            ["200 ok\n", "200 ok\n"]
        ),
        RequestForm(
            "a sized body",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nGET / HTTP/",
            ["200 GET / HTTP/"]
        ),
        RequestForm(
            "an empty body that is announced",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
            ["200"]
        ),
        RequestForm("no body where one may be", "POST /echo HTTP/1.1\r\nHost: a\r\n\r\n", ["200"]),
        RequestForm(
            "a length with leading zeros",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 0002\r\n\r\nhi",
            ["200 hi"]
        ),
        RequestForm(
            "white space around values",
            "POST /echo HTTP/1.1\r\nHost: \t a \t\r\nContent-Length:  2  \r\n\r\nhi",
            ["200 hi"]
        ),
        RequestForm(
            "a chunked body",
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n00A\r\n0123456789\r\n0\r\n\r\n",
            ["200 abc0123456789"]
        ),
        RequestForm(
            "chunks with extensions and trailers",
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\n\r\n"
                + "3;a=b\r\nabc\r\n1;name=\"quoted\"\r\nd\r\n0;last\r\nDigest: x\r\nHost: b\r\n\r\n"
                + "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            ["200 abcd", "200 ok\n"]
        ),
        RequestForm(
            "chunks that look like requests",
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "12\r\nGET / HTTP/1.1\r\n\r\n\r\n0\r\n\r\n",
            ["200 GET / HTTP/1.1\r\n\r\n"]
        ),
        RequestForm(
            "an absolute target",
            "GET http://a.example:80/items/7?q=1 HTTP/1.1\r\nHost: a\r\n\r\n",
            ["200 7 1"]
        ),
        RequestForm("the server as a whole", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", ["404"]),
        RequestForm("HTTP/1.0 closes", "GET / HTTP/1.0\r\n\r\n", ["200 ok\n"], closes: true),
        RequestForm(
            "HTTP/1.0 that asks to stay",
            "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
            ["200 ok\n", "200 ok\n"]
        ),
        RequestForm(
            "a client that wants to close",
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            ["200 ok\n"],
            closes: true
        ),
        RequestForm(
            "an offer to change protocols is ignored",
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
                + "GET /items/1 HTTP/1.1\r\nHost: a\r\n\r\n",
            ["200 ok\n", "200 1 -"]
        ),
        RequestForm(
            "an offer to change protocols with a body",
            "POST /echo HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Content-Length: 2\r\n\r\nhiGET / HTTP/1.1\r\nHost: a\r\n\r\n",
            ["200 hi", "200 ok\n"]
        ),
        RequestForm("an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", ["200 ok\n"]),
        RequestForm("an IPv6 Host", "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", ["200 ok\n"]),
        RequestForm(
            "bytes beyond ASCII in a value",
            "GET / HTTP/1.1\r\nHost: a\r\nX: é\r\n\r\n",
            ["200 ok\n"]
        ),
        RequestForm(
            "a method that nobody answers",
            "PURGE / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
            ["405", "200 ok\n"]
        ),
    ])
    func isAnswered(form: RequestForm) {
        form.verify()
    }

    @Test func aHEADRequestIsAnsweredWithoutABody() {
        RequestForm(
            "HEAD",
            "HEAD / HTTP/1.1\r\nHost: a\r\n\r\nHEAD /nothing HTTP/1.1\r\nHost: a\r\n\r\n",
            ["200", "404"]
        ).verify(bodiless: true)
    }
}
