import Testing

@testable import YAML

@Suite struct NeighbouringFilesTests {
    private struct Absence: Error, CustomStringConvertible {
        var description: String { "it is not there" }
    }

    private func read(_ text: String, beside files: [String: [UInt8]]) -> String {
        let neighbours = NeighbouringFiles { name in
            guard let bytes = files[name] else { throw Absence() }
            return bytes
        }
        do throws(YAMLFaults) {
            return try YAMLDocument(file: "dir/a.yaml", bytes: Array(text.utf8)).decode(with: neighbours) {
                value in
                let map = value.mapping("a file")
                let text = map.optional("text")?.textOfFile()
                let document = map.optional("document")?.documentOfFile()
                let words = [text?.string(), document?.list { $0.string() }.joined(separator: "+")]
                try map.finish()
                let read = neighbours.all.map(\.name).joined(separator: ",")
                return "\(words.compactMap(\.self).joined(separator: "|")) from \(read)"
            }
        } catch {
            return error.description
        }
    }

    @Test func whatIsNamedIsReadAndTheRestIsAsItWas() {
        let files = ["b.txt": Array("one: two".utf8), "sub/c.json": Array("[x, \"y\"]".utf8)]
        #expect(
            read("{text: {file: b.txt}, document: {file: sub/c.json}}", beside: files)
                == "one: two|x+y from b.txt,sub/c.json"
        )
        #expect(read("{text: b.txt, document: [z]}", beside: files) == "b.txt|z from ")
    }

    @Test(arguments: [
        ("{text: {file: b.txt}}", "dir/a.yaml:1:15: dir/b.txt is no UTF-8 text"),
        (
            "{document: {file: c.json}}",
            "dir/c.json:2:1: an element of \"document\" must be a string, found a mapping"
        ),
        ("{document: {file: d.json}}", "dir/d.json:2:1: did not find expected node content"),
        ("{text: {file: e.txt}}", "dir/a.yaml:1:15: it is not there"),
        ("{text: {file: ''}}", ""),
        ("{text: {file: 7}}", "dir/a.yaml:1:15: \"file\" must be a string, found the number 7"),
        ("{text: {file: a//b}}", "dir/a.yaml:1:15: a file stands in the directory of this one"),
        ("{text: {file: ./b.txt}}", "dir/a.yaml:1:15: a file stands in the directory of this one"),
        ("{text: {file: b.yml}}", "dir/a.yaml:1:15: a .yaml file is a pipeline by itself"),
    ])
    func aMistakeIsNamedWhereItIs(text: String, report: String) {
        let files = ["b.txt": [0xFF], "c.json": Array("[a,\n{b: c}]".utf8), "d.json": Array("[".utf8)]
        #expect(read(text, beside: files).hasPrefix(report))
    }

    @Test func whereNoFilesAreNoneIsNamed() {
        let document = try? YAMLDocument(file: "a.yaml", bytes: Array("{file: b}".utf8))
        #expect(throws: YAMLFaults.self) { try document?.decode { $0.textOfFile().string() } }
    }
}
