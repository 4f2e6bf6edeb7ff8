import Testing
import Verification
import YAML

@Suite struct DecodingTests {
    private func read(_ text: String) throws(YAMLFaults) -> Recipe {
        try YAMLDocument(file: "r.yaml", bytes: Array(text.utf8))
            .decode { try Recipe($0) }
    }

    private func mistakes(_ text: String) -> String {
        do throws(YAMLFaults) {
            return "no mistake in \(try read(text))"
        } catch {
            return error.description
        }
    }

    @Test func aFileBecomesWhatItMeans() throws {
        let recipe = try read(
            """
            name: Soup
            steps:
              - {kind: model, prompt: 'Boil {{water}}', timeout: 1m30s, attempts: 2, streams: true}
              - kind: check
                limit: 64KiB
            prices: {salt: 1, 7: 0.5}
            """
        )
        #expect(recipe.name == "Soup")
        #expect(recipe.steps.map(\.kind) == [.model, .check])
        #expect(recipe.steps[0].timeout == .seconds(90))
        #expect(recipe.steps[0].attempts == 2)
        #expect(recipe.steps[0].streams)
        #expect(recipe.steps[1].limit == 65_536)
        #expect(recipe.prices == ["salt": 1, "7": 0.5])
    }

    @Test func everyMistakeOfAFileIsNamedAtOnce() {
        let text = """
            nmae: Soup
            steps:
              - kind: model
                promt: Boil
                timeout: 90
                attempts: 9
                streams: yes
              - kind: modal
                anything: goes
              - kind: check
                prompt: x
              - just text
            prices:
              salt: cheap
              pepper: -1
            """
        #expect(
            mistakes(text) == """
                r.yaml:1:1: unknown key "nmae"; did you mean "name"? A recipe has: name, steps, prices
                r.yaml:3:3: "steps" must have at most 3 elements, found 4
                r.yaml:4:5: unknown key "promt"; did you mean "prompt"? A model step has: kind, prompt, \
                timeout, attempts, streams
                r.yaml:5:14: "timeout" must be a duration from 1s to 10m, found the number 90 without a \
                unit; write 90 and one of: ms, s, m, h, d
                r.yaml:6:15: "attempts" must be a whole number from 1 to 5, found the number 9
                r.yaml:7:14: "streams" must be true or false, found "yes"; write true
                r.yaml:8:11: "kind" must be one of: model, check, found "modal"; did you mean model?
                r.yaml:11:5: unknown key "prompt". A check step has: kind, limit
                r.yaml:12:5: an element of "steps" must be a mapping, found "just text"
                r.yaml:14:9: "salt" must be a number from 0 to 100, found "cheap"
                r.yaml:15:11: "pepper" must be a number from 0 to 100, found the number -1
                """
        )
    }

    @Test func whatIsMissingIsNamedAtItsMapping() {
        #expect(
            mistakes("steps:\n  - kind: model\n  - {}") == """
                r.yaml:1:1: a recipe needs "name"
                r.yaml:2:5: a model step needs "prompt"
                r.yaml:3:5: a step needs "kind"
                """
        )
        #expect(mistakes("[]") == "r.yaml:1:1: the document must be a mapping, found a list")
        #expect(
            mistakes("name:\nsteps: []") == """
                r.yaml:1:6: "name" must be a string, found nothing
                r.yaml:2:8: "steps" must have at least 1 element, found 0
                """
        )
    }

    @Test func anOptionalKeyWithoutAValueIsAbsent() throws {
        #expect(try read("name: a\nsteps: [{kind: check, limit: null}]\nprices:").prices.isEmpty)
    }

    @Test func aMistakeBehindAnAnchorIsNamedOnce() {
        let text = "name: a\nsteps: [&s {kind: check, limit: 1}, *s, *s]"
        #expect(mistakes(text).split(separator: "\n").count == 1)
    }

    @Test func aMergedMappingIsReadLikeAnyOther() throws {
        let text = "name: a\nsteps:\n- &d {kind: model, prompt: x, attempts: 3}\n- {<<: *d, prompt: y}"
        let steps = try read(text).steps
        #expect(steps.map(\.prompt) == ["x", "y"])
        #expect(steps.map(\.attempts) == [3, 3])
    }

    @Test func mistakesBeyondAScreenfulAreCounted() throws {
        let text = (0..<60).map { "k\($0): 1" }.joined(separator: "\n")
        let lines = mistakes(text).split(separator: "\n")
        #expect(lines.count == 51)
        #expect(lines.last == "r.yaml: 12 more mistakes are not shown")
    }

    @Test func anErrorOfAnotherKindBecomesAMistakeOfItsPart() throws {
        struct Odd: Error {}
        let document = try YAMLDocument(file: "v", bytes: Array("[1, 2, 4]".utf8))
        do throws(YAMLFaults) {
            let numbers = try document.decode { value in
                value.list { element in
                    let number = element.integer()
                    if number < 4 { throw Odd() }
                    return number
                }
            }
            Issue.record("two of \(numbers) were refused")
        } catch {
            #expect(error.faults.map { "\($0.position)" } == ["1:2", "1:5"])
            #expect(error.faults[0].sentence == "an element of the document is wrong: Odd()")
        }
    }

    @Test func mistakesOfAnotherFileAreKeptWithTheirFile() throws {
        let document = try YAMLDocument(file: "v", bytes: Array("include: other".utf8))
        do throws(YAMLFaults) {
            try document.decode { _ in _ = try YAMLDocument(file: "other", bytes: []) }
            Issue.record("the other file has a mistake")
        } catch {
            #expect(error.description == "other:1:1: the file is empty")
        }
    }

    @Test func aMappingThatIsNeverFinishedIsADefect() async {
        await #expect(processExitsWith: .failure) {
            let document = try YAMLDocument(file: "v", bytes: Array("a: 1".utf8))
            _ = try document.decode { $0.mapping("it").required("a").integer() }
        }
    }

    @Test func aDamagedFileIsRefusedOrReadButNeverACrash() {
        let text = """
            name: &n "Größe\\n"
            steps:
              - &d {kind: model, prompt: 'x', timeout: 1m30s}
              - <<: *d
                prompt: |
                  Boil {{water}}
                streams: true
              - kind: check
                limit: !!str 64KiB
            prices: {? salt : 1, pepper: 0.5e1}
            """
        #expect(throws: Never.self) { try read(text) }
        var refused = 0
        for bytes in Mutations(of: text, alphabet: "\n :-[]{}&*!|>'\"#%@`,?~<\t\\0", count: 5_000) {
            do throws(YAMLFaults) {
                _ = try YAMLDocument(file: "r.yaml", bytes: bytes)
                    .decode { try Recipe($0) }
            } catch {
                refused += 1
                #expect(error.description.split(separator: "\n").allSatisfy { $0.hasPrefix("r.yaml:") })
            }
        }
        #expect(refused > 2_500)
    }
}
