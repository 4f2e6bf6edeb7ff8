import JSON
import Platform
import Testing
import YAML

@testable import Pipelines

/// Schemas and prompts that stand in files beside a pipeline's.
@Suite struct FilesBesideTests {
    /// A pipeline in a directory with some other files.
    private static func file(_ text: String, _ others: [String: String]) -> PipelineFile {
        PipelineFile(name: "dir/p.yaml", bytes: Array(text.utf8)) { path throws(FileSystem.Fault) in
            guard let text = others[path] else { throw FileSystem.Fault("there is no file \(path)") }
            return Array(text.utf8)
        }
    }

    private static func decode(_ text: String, _ others: [String: String]) throws -> Pipeline {
        try PipelineDecoder(providers: ["simulator"]).decode(file(text, others))
    }

    private static func report(_ text: String, _ others: [String: String]) -> String {
        PipelineDecoderTests.report(file(text, others))
    }

    private static let plan = """
        name: p
        steps:
          - id: plan
            kind: model
            models: [simulator/w]
            prompt: {file: plan/plan.prompt.md}
            schema: {file: plan/plan.schema.json}
          - id: checked
            kind: check
            value: steps.plan.days
            rules: {schema: {type: array, items: {file: day.json}}}
          - {id: note, kind: transform, template: {file: note.md}}
        """

    private static let others = [
        "plan/plan.prompt.md": "Plan it.\nWell.\n",
        "plan/plan.schema.json": """
        {
          "type": "object",
          "required": ["days"],
          "properties": {
            "days": {"type": "array", "minItems": 1, "items": {"file": "day.json"}}
          }
        }
        """,
        "day.json": #"{"type": "object", "required": ["day"], "properties": {"day": {"type": "integer"}}}"#,
        "note.md": "{{#steps.plan.days}}{{day}} {{/steps.plan.days}}",
    ]

    @Test func theyStandInThePlaceOfWhatNamesThem() throws {
        let pipeline = try Self.decode(Self.plan, Self.others)
        guard case .model(let step) = pipeline.steps[0].kind, case .json(let schema) = step.output else {
            Issue.record("the first step asks no model for JSON")
            return
        }
        #expect(try StepOutput.render(step.prompt, [:]) == "Plan it.\nWell.\n")
        #expect(schema.validate(["days": [["day": 1]]]).isEmpty)
        #expect(schema.validate(["days": [["day": "1"]]]).map(\.path) == ["/days/0/day"])
        guard case .check(let check) = pipeline.steps[1].kind else { return }
        let days: JSONValue = [["day": 1], ["n": 2]]
        #expect(check.rules.flatMap { $0.violations(of: days, in: [:]) }.count == 1)
    }

    @Test func theVersionFollowsEachOfThem() throws {
        let version = try Self.decode(Self.plan, Self.others).facts.version
        #expect(try Self.decode(Self.plan, Self.others).facts.version == version)
        for name in Self.others.keys {
            let changed = Self.others.merging([name: "\(Self.others[name] ?? "") "]) { $1 }
            #expect(try Self.decode(Self.plan, changed).facts.version != version, "\(name)")
        }
        let more = Self.others.merging(["unused.md": "x"]) { $1 }
        #expect(try Self.decode(Self.plan, more).facts.version == version)
    }

    /// The report that a mistake in one of the files gets.
    @Test(
        arguments: [
            (
                "plan/plan.prompt.md", "Plan\n  {{input.topic",
                "dir/plan/plan.prompt.md:2:3: this tag is never closed"
            ),
            (
                "note.md", "Hi.\n{{steps.plan.dys}}",
                "dir/note.md:2:1: unknown name \"dys\" in \"steps.plan.dys\"; did you mean \"days\"? "
                    + "Possible: days"
            ),
            (
                "day.json", "{\n  \"type\": \"objct\"\n}",
                "dir/day.json:2:3: the schema is faulty at \"/properties/days/items/type\": names 'objct', "
                    + "which is no type; did you mean 'object'? There are: string, number, integer, "
                    + "boolean, array, object, null\n"
                    + "dir/day.json:2:3: the schema is faulty at \"/items/type\": names 'objct', "
                    + "which is no type; did you mean 'object'? There are: string, number, integer, "
                    + "boolean, array, object, null"
            ),
            (
                "day.json", "{\n  \"minimun\": 1}",
                "dir/day.json:2:3: \"minimun\" is no keyword of JSON Schema; did you mean \"minimum\"?"
            ),
            (
                "plan/plan.schema.json", "{\"type\": ",
                "dir/plan/plan.schema.json:2:1: did not find expected node content, while parsing a flow node "
                    + "that begins in line 2"
            ),
            (
                "plan/plan.schema.json", "[]",
                "dir/p.yaml:7:13: dir/plan/plan.schema.json holds no JSON Schema, which is an object"
            ),
            (
                "day.json", "{\"items\": {\"file\": \"day.json\"}}",
                "dir/day.json:1:11: dir/day.json would stand inside itself"
            ),
        ]
    )
    func aMistakeIsFoundInTheFileWhereItIs(name: String, text: String, report: String) {
        #expect(Self.report(Self.plan, Self.others.merging([name: text]) { $1 }) == report)
    }

    /// The report on a file that cannot be had.
    @Test(
        arguments: [
            ("{file: other.md}", "there is no file other.md"),
            (
                "{file: ../note.md}",
                "a file stands in the directory of this one, or below it; its path has no \"..\""
            ),
            (
                "{file: /etc/passwd}",
                "a file stands in the directory of this one, or below it; its path has no \"..\""
            ),
            (
                "{file: p.yaml}",
                "a .yaml file is a pipeline by itself; give this one another name"
            ),
        ]
    )
    func whatCannotBeReadIsNamedAtItsPlace(value: String, sentence: String) {
        let text = """
            name: p
            steps:
              - {id: a, kind: transform, template: \(value)}
            """
        #expect(Self.report(text, ["note.md": "x"]) == "dir/p.yaml:3:47: \(sentence)")
    }

    @Test(arguments: ["{fil: note.md}", "{file: note.md, more: 1}", "[note.md]"])
    func anythingElseInThePlaceOfATextIsRefused(value: String) {
        let text = "name: p\nsteps:\n  - {id: a, kind: transform, template: \(value)}"
        let found = value.hasPrefix("[") ? "a list" : "a mapping"
        #expect(
            Self.report(text, ["note.md": "x"])
                == "dir/p.yaml:3:40: \"template\" must be a text, or {file: NAME} of one, found \(found)"
        )
    }

    /// Files that name each other twice over stand for more than they hold, and a pipeline is read in bounded time.
    @Test func whatFilesStandForTogetherIsBounded() {
        var others: [String: String] = [:]
        for level in 0..<7 {
            let next = "{file: level\(level + 1).json}"
            let members = (0..<40).map { "p\($0): \(next)" }.joined(separator: ", ")
            others["level\(level).json"] = "{properties: {\(members)}}"
        }
        others["level7.json"] = "{}"
        let text = """
            name: p
            steps:
              - {id: a, kind: model, models: [simulator/w], prompt: x, schema: {file: level0.json}}
            """
        let report = Self.report(text, others)
        #expect(report.contains("the files that are named hold more than 1048576 bytes together"))
    }
}
