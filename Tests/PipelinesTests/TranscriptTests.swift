import JSON
import Providers
import Simulation
import Testing

@testable import Pipelines

@Suite struct TranscriptTests {
    @Test func contentTellsEachStepInOrder() throws {
        let bench = try PipelineBench.content(asking: Simulator())
        let client = bench.connect()
        bench.advance(.seconds(60))
        let blocks = EventTranscript(of: client.take()).blocks
        #expect(client.isClosed)
        var names: [String] = []
        // Text goes on for three seconds, and how far it is comes in between.
        #expect(blocks.count { $0.event == "step_progress" } == 2)
        let told = blocks.filter { $0.event != "step_progress" }
        for block in told where names.last != block.event || block.event != "delta" {
            names.append(block.event)
        }
        #expect(
            names == [
                "generation_start", "step_start", "step_complete", "step_start", "delta", "draft",
                "step_complete", "step_start", "step_complete", "step_start", "step_complete",
                "generation_complete",
            ]
        )
        #expect(blocks.filter { $0.event == "delta" }.count == 160)
        #expect(blocks.map(\.id) == (1...blocks.count).map { "1.\($0)" })
        #expect(blocks.map { $0.value["sequence"]?.integer } == (1...blocks.count).map { $0 })
        let progress = blocks.compactMap { $0.value["progress"]?.integer }
        #expect(progress.count == blocks.count)
        #expect(progress == progress.sorted())
        #expect(progress.firstIndex(of: 100) == blocks.count - 1)
        #expect(Set(progress).count > 10)
        let times = blocks.compactMap { $0.value["time"]?.integer }
        #expect(times == times.sorted())
        #expect(bench.outcomes == [.complete])
        #expect(bench.simulated.loop.timerCount == 0)
    }

    @Test func whatStepsSayFitsTogether() throws {
        let bench = try PipelineBench.content(asking: Simulator())
        let client = bench.connect()
        bench.advance(.seconds(60))
        let blocks = EventTranscript(of: client.take()).blocks
        let text = blocks.filter { $0.event == "delta" }.compactMap { $0.value["text"]?.string }.joined()
        let completed = blocks.filter { $0.event == "step_complete" }.map(\.value)
        #expect(
            completed.map { $0["step"]?.string } == ["load_prompts", "generator", "formatter", "validator"]
        )
        #expect(completed[1]["output"]?.string == text)
        #expect(completed[1]["usage"]?["output_tokens"] == 160)
        #expect(completed[3]["output"] == ["passed": true])
        let prompt = try #require(completed[0]["output"]?["prompt"]?.string)
        #expect(prompt.hasPrefix("Write a piece about:\n\nrivers\n\n"))
        let end = try #require(blocks.last?.value)
        #expect(end["result"] == completed[2]["output"])
        #expect(end["missing"] == [])
        #expect(end["models"] == ["simulator/writer"])
        // 300 ms to the first token, then a token each sixtieth of a second, and the turn that finds the end.
        #expect(end["duration_ms"]?.integer == 300 + 160 * 1_000 / 60)
        #expect(completed[1]["duration_ms"] == end["duration_ms"])
    }

    @Test func theContentDialectIsWhatItsClientsKnow() throws {
        let bench = try PipelineBench.content(asking: Simulator())
        bench.dialect = .content
        let client = bench.connect()
        bench.advance(.seconds(60))
        let blocks = EventTranscript(of: client.take()).blocks
        #expect(
            blocks.map {
                "\($0.event) \($0.value["stage"]?.string ?? "") \($0.value["progress"]?.integer ?? 0)"
            }
                == [
                    "progress load_prompts 10", "progress generator 30", "draft generator 50",
                    "progress formatter 60", "progress validator 80", "progress done 100", "complete  0",
                ]
        )
        #expect(blocks[1].value["message"] == "Generating content using writer...")
        #expect(blocks[2].value["draft"]?.string?.hasPrefix("[Simulated output]") == true)
        #expect(blocks[6].value["success"] == true)
    }

    @Test(arguments: ["Plain", "Fill {{in}}", "{{#a}} <b> & {{/", "{{{x}}}"])
    func aStepWithoutAMessageSaysItsLabel(label: String) throws {
        let bench = try PipelineBench(
            "name: p\nsteps: [{id: a, kind: transform, label: \"\(label)\", template: x}]",
            asking: Simulator()
        )
        let client = bench.connect()
        let blocks = EventTranscript(of: client.take()).blocks
        #expect(blocks[1].value["label"]?.string == label)
        #expect(blocks[1].value["message"]?.string == label)
    }
}
