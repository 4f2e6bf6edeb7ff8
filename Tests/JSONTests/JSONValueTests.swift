import JSON
import Testing

@Suite struct JSONValueTests {
    @Test(
        arguments: [
            (1, 1.0), (0, -0.0), (["a": 1, "b": [2, 3]], ["b": [2.0, 3], "a": 1]), ("é", "\u{E9}"),

            (9_007_199_254_740_993, .integer(9_007_199_254_740_993)),
        ] as [(JSONValue, JSONValue)]
    )
    func whatJSONSchemaTakesForEqualIsEqualAndHashesAlike(left: JSONValue, right: JSONValue) {
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
    }

    @Test(
        arguments: [
            (1, true), (0, false), (0, .null), ("1", 1), ([], [:]), ([1, 2], [2, 1]),
            (["a": 1], ["a": 1, "b": 1]),
            (["a": .null], ["b": .null]), ("\u{E9}", "e\u{301}"), (["\u{E9}": 1], ["e\u{301}": 1]),
            (9_007_199_254_740_993, 9_007_199_254_740_992.0), (.integer(.max), 0x1p63),
        ] as [(JSONValue, JSONValue)]
    )
    func whatItTellsApartIsNotEqual(left: JSONValue, right: JSONValue) {
        #expect(left != right)
        #expect(right != left)
    }

    @Test func accessorsAnswerForTheirKindAlone() {
        let value: JSONValue = ["a": [true, 2, 2.0, 2.5, "x", .null]]
        #expect(value["a"]?[0]?.bool == true)
        #expect(value["a"]?[1]?.integer == 2)
        #expect(value["a"]?[1]?.number == 2.0)
        #expect(value["a"]?[2]?.integer == 2)
        #expect(value["a"]?[3]?.integer == nil)
        #expect(value["a"]?[3]?.number == 2.5)
        #expect(value["a"]?[4]?.string == "x")
        #expect(value["a"]?[5]?.isNull == true)
        #expect(value["a"]?[6] == nil)
        #expect(value["b"] == nil)
        #expect(value[0] == nil)
        #expect(value["a"]?["a"] == nil)
        #expect(value["a"]?[4]?.bool == nil)
    }

    @Test func nestingIsMeasuredNoFurtherThanAsked() {
        let value: JSONValue = [["a": [1]]]
        #expect(!value.nests(deeperThan: 3))
        #expect(value.nests(deeperThan: 2))
        #expect(!(1 as JSONValue).nests(deeperThan: 0))
        #expect(([] as JSONValue).nests(deeperThan: 0))
    }
}

@Suite struct JSONObjectTests {
    /// Few members are searched, many are hashed: the same must hold on both sides of that.
    @Test(arguments: [0, 1, 11, 12, 13, 200])
    func membersAreFoundReplacedAndRemoved(count: Int) {
        var object = JSONObject()
        for index in 0..<count {
            let isNew = object.insert(.integer(Int64(index)), as: "member\(index)")
            #expect(isNew)
        }
        for index in 0..<count {
            #expect(object["member\(index)"]?.integer == index)
            let isNew = object.insert(.null, as: "member\(index)")
            #expect(!isNew)
        }
        #expect(object["member\(count)"] == nil)
        object["added"] = "last"
        object["member0"] = "first"
        #expect(object.members.last?.value == (count == 0 ? "first" : "last"))
        #expect(object.members.map(\.name).firstIndex(of: "member0") == (count == 0 ? 1 : 0))
        object["member0"] = nil
        object["added"] = nil
        object["missing"] = nil
        #expect(object.members.map(\.name) == (0..<count).dropFirst().map { "member\($0)" })
        for index in 1..<max(count, 1) {
            #expect(object["member\(index)"]?.integer == index)
        }
    }

    @Test(arguments: [
        ("3.0", "3"), ("-0.0", "0"), ("1e3", "1000"), ("3.5", "3.5"),
        ("9007199254740991.0", "9007199254740991"),
        (
            #"{"a":[1.0,{"b":2e0}],"c":"3.0","d":null,"e":1.5}"#,
            #"{"a":[1,{"b":2}],"c":"3.0","d":null,"e":1.5}"#
        ),
    ])
    func wholeNumbersBecomeIntegers(text: String, expected: String) throws {
        let bytes = Array(text.utf8)
        #expect(try JSONValue(reading: bytes.span).withIntegers.rendered == expected)
    }

    @Test func whatStandsForSeveralIntegersStaysANumber() {
        for number in [0x1p53, -0x1p53, 1e300] {
            #expect(JSONValue.number(number).withIntegers == .number(number))
            guard case .number = JSONValue.number(number).withIntegers else {
                Issue.record("\(number) became an integer")
                continue
            }
        }
    }
}
