import Testing

/// The routes of the shipped systems, and what each of their schemas refuses: several faults at once, all named.
extension BadInput {
    struct Route: Sendable, CustomTestStringConvertible {
        let path: String
        let system: ShippedSystem
        /// Whether it answers with a stream of events.
        let streams: Bool
        let inputs: [BadInput]

        var testDescription: String { path }
    }

    static let routes = [
        Route(path: "/run/stream", system: .content, streams: true, inputs: content),
        Route(path: "/run", system: .content, streams: false, inputs: content),
        Route(path: "/v1/pipelines/content/generations", system: .content, streams: true, inputs: content),
        Route(
            path: "/api/vision-framework-v2/generate-stream",
            system: .visionFramework,
            streams: true,
            inputs: form(withBrief: true)
        ),
        Route(path: "/api/brief", system: .visionFramework, streams: false, inputs: form(withBrief: false)),
        Route(
            path: "/v1/pipelines/vision-framework/generations",
            system: .visionFramework,
            streams: true,
            inputs: form(withBrief: false)
        ),
        Route(path: "/api/lifeengine/generate-stream", system: .lifePlan, streams: true, inputs: days),
        Route(path: "/api/lifeengine/generate", system: .lifePlan, streams: false, inputs: days),
        Route(path: "/v1/pipelines/life-plan/generations", system: .lifePlan, streams: true, inputs: days),
    ]

    private static let large = String(repeating: "x", count: 1_000_000)

    private static let content = [
        BadInput("nothing of content", "{}", at: ["/topic"]),
        BadInput(
            "other types in content",
            #"{"topic":7,"audience":[],"tone":{},"format":null,"length":0,"requirements":["x",1,{}]}"#,
            at: [
                "/topic", "/audience", "/tone", "/format", "/length", "/requirements/1", "/requirements/2",
            ]
        ),
        BadInput(
            "unknown members of content",
            #"{"topic":"x","topik":1,"a/b~c":2,"":3,"brief":"x"}"#,
            at: ["/topik", "/a~1b~0c", "/", "/brief"]
        ),
        BadInput(
            "large texts in content",
            #"{"topic":"\#(large)","requirements":["\#(large.prefix(2_001))","x"],"tone":""}"#,
            at: ["/topic", "/requirements/0"]
        ),
        BadInput(
            "a large member of content",
            #"{"topic":"x","\#(large)":1}"#,
            at: []
        ),
    ]

    private static func form(withBrief: Bool) -> [BadInput] {
        let brief: Set<String> = withBrief ? ["/brief"] : []
        return [
            BadInput("nothing of a form", "{}", at: brief.union(["/companyName", "/description"])),
            BadInput(
                "other types in a form",
                #"{"companyName":["x"],"description":7,"industry":true,"audience":null,"goals":["x",3,["y"]],"#
                    + #""values":{},"constraints":4,"horizon":1.5\#(withBrief ? #","brief":{}"# : "")}"#,
                at: brief.union([
                    "/companyName", "/description", "/industry", "/audience", "/goals/1", "/goals/2",
                    "/values", "/constraints", "/horizon",
                ])
            ),
            BadInput(
                "values out of range and an unknown member in a form",
                #"{"companyName":"","description":"\#(large)","horizon":51,"logo":"x""#
                    + (withBrief ? #","brief":""}"# : #","brief":"x"}"#),
                at: ["/companyName", "/description", "/horizon", "/logo", "/brief"]
            ),
        ]
    }

    private static let days = [
        BadInput("nothing of a plan", "{}", at: ["/duration", "/profile"]),
        BadInput(
            "other types in a plan",
            #"{"duration":{"value":"3","unit":"weeks"},"profile":{"name":7,"goals":["x",1]}}"#,
            at: ["/duration/value", "/duration/unit", "/profile/name", "/profile/goals/1"]
        ),
        BadInput(
            "unknown members of a plan",
            #"{"duration":{"value":3,"from":1},"profile":{},"days":3}"#,
            at: ["/duration/from", "/profile", "/days"]
        ),
        BadInput(
            "numbers of days that there are not",
            #"{"duration":{"value":9223372036854775807},"profile":[]}"#,
            at: ["/duration/value", "/profile"]
        ),
        BadInput(
            "large texts in a plan",
            #"{"duration":{"value":3},"profile":{"name":"\#(large)"}}"#,
            at: ["/profile/name"]
        ),
    ]
}
