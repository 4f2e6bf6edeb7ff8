import JSON
import Testing
import YAML

@testable import Pipelines

/// The schema for editors and the decoder say the same.
@Suite struct PipelineFileSchemaTests {
    private static let document = PipelineFileSchema.document

    private static func violations(_ bytes: [UInt8]) throws -> [String] {
        let file = try YAMLDocument(file: "p.yaml", bytes: bytes)
        return try JSONSchema(document).validate(JSONValue(file.root)).map(\.description)
    }

    @Test func filesWithoutAMistakeSatisfyIt() throws {
        for text in ValidFile.all { #expect(try Self.violations(Array(text.utf8)) == []) }
        for file in PipelineFile.shipped { #expect(try Self.violations(file.bytes) == [], "\(file.name)") }
    }

    /// What only a reader who follows references can see, an editor does not complain of.
    @Test(arguments: FaultyFile.all)
    func itRefusesWhatIsWrongInItsForm(file: FaultyFile) throws {
        let violations: [String]
        do {
            violations = try Self.violations(Array(file.text.utf8))
        } catch is YAMLFaults {
            // What is no YAML has no form.
            return
        }
        #expect(violations.isEmpty == !file.isStructural, "\(violations)")
    }

    /// A mapping of pipeline files, and a file with one that has a key that nothing has.
    struct Mapping: Sendable, CustomTestStringConvertible {
        /// What the schema calls it; empty for the whole.
        let name: String
        let text: String

        var testDescription: String { name }

        init(_ name: String, _ text: String) {
            self.name = name
            self.text = text
        }

        static func step(_ name: String, _ step: String) -> Mapping {
            Mapping(name, "name: p\nsteps: [{\(step)}]")
        }

        static func model(_ name: String, _ keys: String) -> Mapping {
            step(name, "id: a, kind: model, \(keys)")
        }

        static func check(_ name: String, _ keys: String) -> Mapping {
            step(name, "id: a, kind: check, value: input, \(keys)")
        }
    }

    static let mappings = [
        Mapping("", "zz: 1"),
        Mapping("disconnect", "on_disconnect: {zz: 1}"),
        Mapping("input", "input: {zz: 1}"),
        Mapping("route", "steps: [{id: a, kind: transform, template: x}]\nroutes: [{zz: 1}]"),
        .model("model_step", "zz: 1"),
        .check("check_step", "zz: 1"),
        .step("transform_step", "id: a, kind: transform, zz: 1"),
        .step("for_each_step", "id: a, kind: for_each, zz: 1"),
        .step("model_body", "id: a, kind: for_each, over: input, step: {id: b, kind: model, zz: 1}"),
        .step("transform_body", "id: a, kind: for_each, over: input, step: {id: b, kind: transform, zz: 1}"),
        .model("progress", "progress: {zz: 1}"),
        .model("retry", "retry: {zz: 1}"),
        .model("choice", "models: [{zz: 1}]"),
        .model("budget", "max_tokens: {zz: 1}"),
        .model("timeouts", "timeouts: {zz: 1}"),
        .model("hedge", "hedge: {zz: 1}"),
        .model("min_rate", "min_rate: {zz: 1}"),
        .model("elements", "elements: {zz: 1}"),
        .model("continuation", "elements: {continue: {zz: 1}}"),
        .check("rules", "rules: {zz: 1}"),
        .check("range", "rules: {length: {zz: 1}}"),
        .check("range", "rules: {count: {zz: 1}}"),
        .check("consecutive", "rules: {consecutive: {zz: 1}}"),
        .check("repair", "rules: {}, repair: {zz: 1}"),
        .check("repair_progress", "rules: {}, repair: {progress: {zz: 1}}"),
    ]

    @Test(arguments: mappings)
    func itHasExactlyTheKeysThatTheDecoderKnows(mapping: Mapping) throws {
        let report = PipelineDecoderTests.report(Array(mapping.text.utf8))
        let line = try #require(report.split(separator: "\n").first { $0.contains("unknown key \"zz\"") })
        let keys = try #require(line.split(separator: " has: ").last).split(separator: ", ").map(String.init)
        let definition = mapping.name.isEmpty ? Self.document : Self.document["definitions"]?[mapping.name]
        let properties = try #require(definition?["properties"]?.object)
        #expect(Set(properties.members.map(\.name)) == Set(keys))
        #expect(definition?["additionalProperties"] == false)
        #expect(properties.members.allSatisfy { $0.value["description"]?.string?.isEmpty == false })
    }

    @Test func noMappingIsForgotten() throws {
        let definitions = try #require(Self.document["definitions"]?.object)
        let closed = definitions.members.filter { $0.value["additionalProperties"] == false }.map(\.name)
        #expect(Set(closed + [""]) == Set(Self.mappings.map(\.name)))
    }

    /// Leaves any one out of files that use every key, and asks whether both miss it.
    @Test(arguments: [ValidFile.whole, ValidFile.plan])
    func bothNeedTheSameKeys(text: String) throws {
        let schema = try JSONSchema(Self.document)
        let root = JSONValue(try YAMLDocument(file: "p.yaml", bytes: Array(text.utf8)).root)
        var missed = 0
        for (path, rest) in Self.withoutOneMember(root) {
            let report = PipelineDecoderTests.report(Array(rest.rendered.utf8))
            let isNeeded = report.split(separator: "\n").contains {
                $0.hasSuffix(" needs \"\(path)\"") && !$0.hasSuffix("it needs \"\(path)\"")
            }
            let violations = schema.validate(rest)
            #expect(!violations.isEmpty || !isNeeded, "\(path): \(report)")
            #expect(violations.isEmpty || !report.isEmpty, "\(path): \(violations)")
            missed += isNeeded ? 1 : 0
        }
        #expect(missed > 10)
    }

    /// Every value that lacks one member, with the member's name; JSON Schemas inside are left alone.
    private static func withoutOneMember(_ value: JSONValue) -> [(name: String, rest: JSONValue)] {
        switch value {
        case .object(let object):
            return object.members.flatMap { name, member -> [(name: String, rest: JSONValue)] in
                var rest = object
                rest[name] = nil
                let inner =
                    ["schema", "example", "given", "values"].contains(name) ? [] : withoutOneMember(member)
                return [(name, .object(rest))]
                    + inner.map { inside in
                        var changed = object
                        changed[name] = inside.rest
                        return (inside.name, .object(changed))
                    }
            }
        case .array(let elements):
            return elements.indices.flatMap { index in
                withoutOneMember(elements[index]).map { inside in
                    var changed = elements
                    changed[index] = inside.rest
                    return (inside.name, .array(changed))
                }
            }
        default:
            return []
        }
    }
}
