import JSON
import Platform
import Testing
import YAML

@testable import Pipelines

/// The pipelines that the README builds are sound.
@Suite struct ReadmeTests {
    /// Its blocks of YAML that are pipelines.
    private static func pipelines() throws -> [String] {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let text = String(decoding: try FileSystem.read("/\(root)/README.md", limit: 1 << 20), as: UTF8.self)
        return text.split(separator: "```yaml\n").dropFirst().compactMap { part in
            let block = part.split(separator: "```", maxSplits: 1)[0]
            return block.hasPrefix("name: ") ? String(block) : nil
        }
    }

    @Test func itsPipelinesAreReadAndSatisfyTheSchema() throws {
        let files = try Self.pipelines()
        #expect(
            try files.map { try PipelineDecoderTests.decode($0).name } == [
                "echo", "haiku", "course", "quick", "briefing",
            ]
        )
        let schema = try JSONSchema(PipelineFileSchema.document)
        for file in files {
            let value = JSONValue(try YAMLDocument(file: "p.yaml", bytes: Array(file.utf8)).root)
            #expect(schema.validate(value).map(\.description) == [])
        }
    }

    /// The first text that each example makes.
    @Test func itsFirstPromptsCanBeRendered() throws {
        for file in try Self.pipelines() {
            let pipeline = try PipelineDecoderTests.decode(file)
            let scope: JSONValue = ["input": pipeline.input.example, "steps": [:]]
            guard case .model(let step) = pipeline.steps[0].kind else { continue }
            #expect(try !StepOutput.render(step.prompt, scope).isEmpty)
            #expect(!step.models(in: scope).isEmpty)
        }
    }
}
