/// What somebody sends that no pipeline can begin with, and how it is answered.
struct BadInput: Sendable {
    let name: String
    let body: [UInt8]
    let status: Int
    /// Where in the body the faults are, all of them; none if it is no JSON.
    var pointers: Set<String> = []

    init(_ name: String, _ body: [UInt8], _ status: Int) {
        (self.name, self.body, self.status) = (name, body, status)
    }

    init(_ name: String, _ body: String, _ status: Int = 400) {
        self.init(name, Array(body.utf8), status)
    }

    /// JSON that a schema refuses, here.
    init(_ name: String, _ body: String, at pointers: Set<String>) {
        self.init(name, body, 422)
        self.pointers = pointers
    }

    /// No pipeline of any kind takes these.
    static let general = noJSON + noText + tooMuch + noObject

    private static let noJSON = [
        BadInput("a form", "topic=rivers"),
        BadInput("blanks", " \n "),
        BadInput("half an object", #"{"topic": "rivers""#),
        BadInput("half a string", #"{"topic": "riv"#),
        BadInput("a comma too many", #"{"topic": "rivers",}"#),
        BadInput("two documents", "{} {}"),
        BadInput("a comment", "{} // nothing"),
        BadInput("single quotes", "{'topic': 'rivers'}"),
        BadInput("a fence", "```json\n{}\n```"),
        BadInput("NaN", #"{"topic": NaN}"#),
        BadInput("a number beyond all numbers", #"{"topic": 1e999}"#),
        BadInput("an integer beyond those that there are", #"{"topic": 1000000000000000000000}"#),
        BadInput("the same name twice", #"{"topic": "a", "topic": "b"}"#),
        BadInput("a line end in a string", "{\"topic\": \"a\nb\"}"),
        BadInput("a NUL in a string", "{\"topic\": \"a\0b\"}"),
        BadInput("half a surrogate pair", #"{"topic": "\ud800"}"#),
        BadInput("an escape that there is not", #"{"topic": "\x41"}"#),
    ]

    /// What no decoder of UTF-8 may take (RFC 3629 sections 3 and 10).
    private static let noText = [
        ("a byte that never occurs", [0xFF]), ("a byte that only follows", [0x80]),
        ("a character cut short", [0xE2, 0x82]), ("a longer form than is needed", [0xC0, 0xAF]),
        ("half a surrogate pair in UTF-8", [0xED, 0xA0, 0x80]), ("beyond Unicode", [0xF4, 0x90, 0x80, 0x80]),
    ].map { (name: String, bytes: [UInt8]) in
        BadInput(name, Array(#"{"topic": ""#.utf8) + bytes + Array(#""}"#.utf8), 400)
    }

    private static let mega = String(repeating: "x", count: 1 << 20)

    private static let tooMuch = [
        BadInput("10,000 arrays in one another", String(repeating: "[", count: 10_000)),
        BadInput(
            "10,000 arrays in one another, all closed",
            String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
        ),
        BadInput("10,000 objects in one another", String(repeating: #"{"topic":"#, count: 10_000)),
        BadInput("a name of 400 kB twice", #"{"\#(mega.prefix(400_000))":1,"\#(mega.prefix(400_000))":2}"#),
        BadInput("a fault below a name of 400 kB", #"{"\#(mega.prefix(400_000))": [nothing]}"#),
        BadInput("a string of 1 MB", #"{"topic": "\#(mega)"}"#, 413),
        BadInput("a name of 1 MB", #"{"\#(mega)": 1}"#, 413),
    ]

    private static let noObject = ["null", "true", "7", #""rivers""#, "[]", #"[{"topic": "rivers"}]"#].map {
        BadInput($0, $0, at: [""])
    }
}
