import JSON
import Testing

@Suite struct JSONSchemaSuiteTests {
    @Test func theSuiteIsInstalled() {
        let count = JSONSchemaSuite.groups.map(\.tests.count).reduce(0, +)
        #expect(count >= 400, "apt-get install json-schema-test-suite")
    }

    @Test func onlyWhatTheDraftCallsOptionalIsExcluded() {
        for (excluded, reason) in JSONSchemaSuite.exclusions {
            #expect(excluded.hasPrefix("optional/"), "\(excluded)")
            #expect(JSONSchemaSuite.names.contains { $0.hasPrefix(excluded) }, "\(excluded) excludes nothing")
            #expect(!reason.isEmpty)
        }
    }

    @Test(arguments: JSONSchemaSuite.groups)
    func everyCaseIsAnsweredAsTheSuiteSays(group: JSONSchemaSuite.Group) throws {
        try #require(!group.tests.isEmpty)
        let schema = try JSONSchema(group.schema, resolving: JSONSchemaSuite.document)
        for test in group.tests {
            let violations = schema.validate(try #require(test["data"]))
            #expect(violations.isEmpty == test["valid"]?.bool, "\(test): \(violations)")
        }
    }
}
