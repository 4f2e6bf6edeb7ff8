import JSON
import Testing

@Suite struct JSONPointerTests {
    /// RFC 6901 section 5.
    static let document: JSONValue = [
        "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7,
        "m~n": 8,
    ]

    @Test(
        arguments: [
            ("", document), ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/c%d", 2),
            ("/e^f", 3), ("/g|h", 4), ("/i\\j", 5), ("/k\"l", 6), ("/ ", 7), ("/m~0n", 8), ("/foo/2", nil),
            ("/foo/-", nil), ("/foo/00", nil), ("/foo/01", nil), ("/foo/+1", nil), ("/foo/", nil),
            ("/foo/0/0", nil),
            ("/none", nil), ("/foo/99999999999999999999", nil),
        ] as [(String, JSONValue?)]
    )
    func whatTheRFCSaysIsFound(text: String, value: JSONValue?) throws {
        let pointer = try #require(JSONPointer(text))
        #expect(Self.document[at: pointer] == value)
        #expect(pointer.description == text)
    }

    @Test(arguments: ["a", "foo/bar", "/~", "/~2", "/a~", "#/a", " /a"])
    func whatIsNoPointerIsRefused(text: String) {
        #expect(JSONPointer(text) == nil)
    }

    @Test func pointersGrow() {
        var pointer = JSONPointer.root
        pointer.append("a/b")
        pointer.append(0)
        #expect(pointer == "/a~1b/0")
        #expect(pointer.appending("~").description == "/a~1b/0/~0")
        pointer.removeLast()
        #expect(pointer.tokens == ["a/b"])
    }

    @Test func namesThatOnlyLookTheSameAreNotTheSame() {
        #expect(JSONPointer(tokens: ["\u{E9}"]) != JSONPointer(tokens: ["e\u{301}"]))
    }

    @Test(arguments: [
        ("", ""), ("a", "/a"), (String(repeating: "é", count: 60), "/" + String(repeating: "é", count: 60)),
        (String(repeating: "é", count: 61), "/" + String(repeating: "é", count: 60) + "…"),
        // One character as people count them.
        (
            "e" + String(repeating: "\u{301}", count: 100_000),
            "/e" + String(repeating: "\u{301}", count: 59) + "…"
        ),
    ])
    func ofALongNameOnlyItsBeginningIsShown(name: String, shown: String) {
        let pointer = JSONPointer(tokens: name.isEmpty ? [] : [name])
        #expect(Array(pointer.abridged.utf8) == Array(shown.utf8))
    }
}
