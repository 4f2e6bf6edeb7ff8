import Events
import Platform
import Testing

@Suite struct GenerationIDTests {
    private static let uuid = "01a1f9cd-272c-7aa5-804f-905f47212066"

    @Test(arguments: ["", "plan-", "proj-", "a-"])
    func anIDIsReadWithOrWithoutAWordBeforeIt(prefix: String) throws {
        let id = try #require(GenerationID(prefix + Self.uuid))
        #expect(id.description == Self.uuid)
        #expect(GenerationID(prefix + Self.uuid.uppercased()) == id)
    }

    @Test(arguments: [
        "", "-", "plan-", "-" + uuid, "Plan-" + uuid, "plan" + uuid, "a1-" + uuid, "plan_" + uuid,
        "a-b-" + uuid, "é-" + uuid, " " + uuid, uuid + " ", String(uuid.dropLast()),
        uuid.replacing("-", with: ""), uuid.replacing("-", with: "0"), uuid.replacing("a", with: "g"),
        uuid.replacing("0", with: "٠"),
    ])
    func anythingElseIsNone(text: String) {
        #expect(GenerationID(text) == nil)
    }
}
