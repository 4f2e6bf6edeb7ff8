import Testing

@testable import HTTPClient

@Suite struct ResponseHeadReaderTests {
    /// The outcome of reading lines, each given its end.
    private func read(_ lines: [String], bytesMax: Int = 1_000) throws -> HTTPResponseHead? {
        var reader = ResponseHeadReader(bytesMax: bytesMax)
        var head: HTTPResponseHead?
        for line in lines {
            if case .complete(let complete) = try reader.read(Array("\(line)\r\n".utf8).span) {
                head = complete
            }
        }
        return head
    }

    @Test func aHeadIsItsStatusAndItsFields() throws {
        let head = try read(["HTTP/1.1 200 OK", "Content-Type: text/plain", "x:", "X-Two:\ta b \t", ""])
        #expect(
            head
                == HTTPResponseHead(
                    status: 200,
                    fields: [
                        HTTPField("Content-Type", "text/plain"), HTTPField("x", ""),
                        HTTPField("X-Two", "a b"),
                    ]
                )
        )
        #expect(head?["content-TYPE"] == "text/plain")
        #expect(head?["missing"] == nil)
    }

    @Test func interimHeadsAreSkippedAndTrailersIgnored() throws {
        let lines = ["HTTP/1.1 103 Early Hints", "Link: a", "", "HTTP/1.1 204", "A: b", "", "Trailer: c", ""]
        #expect(try read(lines) == HTTPResponseHead(status: 204, fields: [HTTPField("A", "b")]))
    }

    @Test func aFoldedFieldIsOne() throws {
        let head = try read(["HTTP/1.0 404 Not Found", "A: b", "\t c ", ""])
        #expect(head?.fields == [HTTPField("A", "b c")])
    }

    @Test(arguments: [
        ["HTTP/1.1 OK"], ["HTTP/1.1 2000 OK"], ["HTTP/1.1 +20 OK"], ["HTTP/1.1 099 Low"], ["ICY 200 OK"],
        [""],
        ["HTTP/1.1 200 OK", "no colon"], ["HTTP/1.1 200 OK", ": no name"], ["HTTP/1.1 200 OK", "a b: c"],
        ["HTTP/1.1 200 OK", " folded onto nothing"], ["HTTP/1.1 101 Switching Protocols", ""],
    ])
    func whatIsNoHeadIsRefused(lines: [String]) {
        let fault = #expect(throws: HTTPClientFault.self) { try read(lines) }
        #expect(fault?.kind == .protocolViolation)
    }

    @Test(
        arguments: [
            (["0"], true), (["17"], true), (["9223372036854775807"], true), (["5", "5"], true),
            (["5", "6"], false), (["5, 6"], false), (["-1"], false), (["+1"], false), ([""], false),
            (["1e3"], false),
            (["99999999999999999999"], false),
        ]
    )
    func theLengthIsOneNumber(lengths: [String], isRead: Bool) {
        let lines = ["HTTP/1.1 200 OK"] + lengths.map { "content-length: \($0)" } + [""]
        do {
            _ = try read(lines)
            #expect(isRead)
        } catch {
            #expect(!isRead)
            #expect((error as? HTTPClientFault)?.kind == .protocolViolation)
        }
    }

    @Test func interimHeadsAndTrailersCountForTheBound() throws {
        let lines = ["HTTP/1.1 100 Continue", "", "HTTP/1.1 200 OK", "", "Trailer: c"]
        let size = lines.reduce(0) { $0 + $1.utf8.count + 2 }
        #expect(try read(lines, bytesMax: size) != nil)
        let fault = #expect(throws: HTTPClientFault.self) { try read(lines, bytesMax: size - 1) }
        #expect(fault?.kind == .tooLarge)
    }
}
