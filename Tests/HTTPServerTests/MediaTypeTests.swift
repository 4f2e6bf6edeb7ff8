import HTTPServer
import Testing

@Suite struct MediaTypeTests {
    @Test(
        arguments: [
            ("text/html", "text", "html", [:]),
            ("Text/HTML", "text", "html", [:]),
            ("text/html;charset=utf-8", "text", "html", ["charset": "utf-8"]),
            ("text/html ; Charset = utf-8 ; q=0.5", "text", "html", ["charset": "utf-8", "q": "0.5"]),
            ("text/html;charset=\"utf-8\"", "text", "html", ["charset": "utf-8"]),
            ("text/html;a=\"b\\\"c\"", "text", "html", ["a": "b\"c"]),
            ("text/html;a=\"", "text", "html", ["a": "\""]),
            ("text/html;a", "text", "html", [:]),
            ("text/html;", "text", "html", [:]),
            ("*/*", "*", "*", [:]),
            (" \ttext/html\t ", "text", "html", [:]),
            ("application/problem+json", "application", "problem+json", [:]),
        ] as [(String, String, String, [String: String])]
    )
    func isRead(text: String, type: String, subtype: String, parameters: [String: String]) {
        let media = MediaType(text)
        #expect(media?.type == type)
        #expect(media?.subtype == subtype)
        #expect(media?.parameters == parameters)
    }

    @Test(arguments: ["", "text", "text/", "/html", "/", "a/b/c", "text html", ";", " / "])
    func anythingElseIsNone(text: String) {
        #expect(MediaType(text) == nil)
    }

    @Test func parametersDoNotMakeAnotherType() throws {
        let media = try #require(MediaType("text/html;charset=utf-8"))
        #expect(media.isSameType(as: MediaType(type: "text", subtype: "html")))
        #expect(media != MediaType(type: "text", subtype: "html"))
        #expect(!media.isSameType(as: MediaType(type: "text", subtype: "plain")))
    }
}
