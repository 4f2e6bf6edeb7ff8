import Dialects
import Events
import JSON
import Platform
import Providers
import Testing
import Verification
import YAML

@testable import Pipelines

@Suite struct PipelineDecoderTests {
    private static let decoder = PipelineDecoder(providers: ["simulator"])

    static func decode(_ text: String) throws(YAMLFaults) -> Pipeline {
        try decoder.decode(PipelineFile(name: "p.yaml", bytes: Array(text.utf8)))
    }

    static func report(_ bytes: [UInt8]) -> String {
        report(PipelineFile(name: "p.yaml", bytes: bytes))
    }

    static func report(_ file: PipelineFile) -> String {
        do throws(YAMLFaults) {
            _ = try decoder.decode(file)
            return ""
        } catch {
            return error.description
        }
    }

    @Test(arguments: FaultyFile.all)
    func everyMistakeIsNamedWithItsPlace(file: FaultyFile) {
        #expect(Self.report(Array(file.text.utf8)) == file.report)
    }

    @Test func aFileBeyondAMegabyteIsNotRead() {
        let comment = "# " + String(repeating: "x", count: 1 << 20)
        #expect(
            Self.report(Array((comment + "\nname: p").utf8))
                == "p.yaml:1:1: the file has 1048586 bytes, but no more than 1048576 are read"
        )
    }

    @Test func atMost64StepsAreRead() {
        let steps = (0...64).map { "  - {id: s\($0), kind: transform, template: x}" }
        let text = "name: p\nsteps:\n" + steps.joined(separator: "\n")
        #expect(
            Self.report(Array(text.utf8)) == "p.yaml:3:3: \"steps\" must have at most 64 elements, found 65"
        )
        let fewer = "name: p\nsteps:\n" + steps.dropLast().joined(separator: "\n")
        #expect(Self.report(Array(fewer.utf8)) == "")
    }

    /// Nothing that happens to a file between its author and the server makes it do more than be refused.
    @Test(arguments: [ValidFile.whole, ValidFile.plan, shippedText])
    func damagedCopiesOfAFileAreReadOrRefused(text: String) {
        let copies = Mutations(of: text, alphabet: " \n\t:-{}[]\"'#&*!|>%@,.0a/", count: 400)
        var refused = 0
        for copy in copies {
            let report = Self.report(copy)
            if !report.isEmpty { refused += 1 }
            let lines = report.split(separator: "\n")
            #expect(lines.allSatisfy { $0.hasPrefix("p.yaml:") }, "\(report)")
        }
        #expect(refused > 50)
        #expect(refused < 400)
    }

    private static let shippedText = PipelineFile.shipped
        .filter { $0.name.hasSuffix("content.yaml") }
        .map { String(decoding: $0.bytes, as: UTF8.self) }[0]

    @Test func theShippedFileSaysWhatTheContentSystemDid() throws {
        let files = PipelineFile.shipped.filter { $0.name.hasSuffix("content.yaml") }
        let catalog = try PipelineCatalog(files, providers: ["simulator"])
        let pipeline = try #require(catalog["content"])
        #expect(pipeline.facts.title == "Content")
        #expect(pipeline.dialect == .content)
        #expect(
            pipeline.routes.map { "\($0.path) \($0.answer.rawValue)" } == ["/run/stream stream", "/run json"]
        )
        #expect(pipeline.disconnect == .cancel)
        #expect(pipeline.timeout == .seconds(300))
        #expect(pipeline.facts.steps.map(\.id) == ["load_prompts", "generator", "formatter", "validator"])
        #expect(pipeline.facts.steps.map(\.startPercent) == [10, 30, 60, 80])
        #expect(pipeline.facts.steps.map(\.completePercent) == [nil, 50, nil, nil])
        #expect(pipeline.facts.steps[1].expected == .seconds(15))
        #expect(pipeline.selection.result.value(in: ["steps": ["formatter": "x"]]) == "x")
        #expect(pipeline.facts.version.utf8.count == 12)
        #expect(pipeline.input.schema.validate(pipeline.input.example).isEmpty)
        guard case .model(let generator) = pipeline.steps[1].kind else {
            Issue.record("the generator asks no model")
            return
        }
        #expect(generator.models.map(\.description) == ["simulator/writer"])
        #expect(generator.maxTokens?.base == 4_000)
        #expect(generator.temperature == 0.7)
        #expect(
            generator.timeouts
                == StepTimeouts(firstToken: .seconds(30), idle: .seconds(30), total: .seconds(180))
        )
    }

    @Test func whatAFileDoesNotSayIsPreset() throws {
        let pipeline = try Self.decode(
            """
            name: p
            steps:
              - {id: a, kind: transform, template: x}
              - {id: b, kind: check, value: steps.a, rules: {length: {min: 1}}}
            """
        )
        #expect(pipeline.facts.title == "p")
        #expect(pipeline.dialect == .penstock)
        #expect(pipeline.routes.isEmpty)
        #expect(pipeline.disconnect == .cancel)
        #expect(pipeline.timeout == .seconds(600))
        #expect(pipeline.selection.result.value(in: ["steps": ["a": "x"]]) == "x")
        #expect(pipeline.input.schema.validate([:]).isEmpty)
        #expect(!pipeline.input.schema.validate([]).isEmpty)
    }

    @Test(
        arguments: [
            ("cancel", .cancel), ("continue", .continue(grace: .seconds(60))),
            ("{continue: 90s}", .continue(grace: .seconds(90))), ("{continue: 0s}", .continue(grace: .zero)),
        ] as [(String, DisconnectPolicy)]
    )
    func policiesAreReadInBothForms(text: String, policy: DisconnectPolicy) throws {
        let file = "name: p\non_disconnect: \(text)\nsteps: [{id: a, kind: transform, template: x}]"
        #expect(try Self.decode(file).disconnect == policy)
    }

    @Test func theVersionFollowsTheBytes() throws {
        let text = "name: p\nsteps: [{id: a, kind: transform, template: x}]"
        let first = try Self.decode(text).facts.version
        #expect(try Self.decode(text).facts.version == first)
        #expect(try Self.decode(text + "\n").facts.version != first)
        #expect(try Self.decode("version: \"7\"\n" + text).facts.version == "7")
    }

    @Test func twoFilesMayNotDeclareTheSameThing() {
        let first =
            "name: p\nroutes: [{path: /run, answer: json}]\nsteps: [{id: a, kind: transform, template: x}]"
        let files = [
            ("a.yaml", first), ("b.yaml", first.replacing("name: p", with: "name: q")), ("c.yaml", first),
        ]
        .map { PipelineFile(name: $0.0, bytes: Array($0.1.utf8)) }
        #expect {
            _ = try PipelineCatalog(files, providers: ["simulator"])
        } throws: { error in
            "\(error)" == """
                b.yaml:2:17: "/run" is already declared at a.yaml:2:17
                c.yaml:1:7: "p" is already declared at a.yaml:1:7
                c.yaml:2:17: "/run" is already declared at a.yaml:2:17
                """
        }
    }

    @Test func twoRoutesMayNotHaveOnePath() {
        let text = """
            name: p
            routes:
              - {path: /run, answer: json}
              - {path: /walk, answer: json}
              - {path: /run, answer: stream}
            steps: [{id: a, kind: transform, template: x}]
            """
        #expect {
            let file = PipelineFile(name: "a.yaml", bytes: Array(text.utf8))
            _ = try PipelineCatalog([file], providers: ["simulator"])
        } throws: { error in
            "\(error)" == "a.yaml:5:12: \"/run\" is already declared at a.yaml:3:12"
        }
    }
}
