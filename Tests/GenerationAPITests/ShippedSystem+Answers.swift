/// What the models of the shipped systems say, as short as their schemas allow.
extension ShippedSystem {
    static let article = "# Why rivers meander\n\nWater takes the easiest way, and the easiest way bends."

    static let brief = "# Tidewater\n\n## Situation\n\nFour islands, and the water between them."

    static let framework =
        #"{"title":"Nearer islands","vision":"Every islander reaches every island within the hour.","#
        + #""mission":"We run quiet and punctual ferries every day.","values":[\#(values)],"pillars":[\#(pillars)],"#
        + #""metrics":[\#(metrics)],"risks":[\#(risks)],"roadmap":[\#(roadmap)]}"#

    /// Two of its values are the same, which no schema of an answer forbids but the check does.
    static let faultyFramework = framework.replacing(
        #"{"name":"Care","meaning":"We leave the water as it was."}"#,
        with: #"{"name":"Reliability","meaning":"We sail when we said we would."}"#
    )

    private static let values =
        #"{"name":"Reliability","meaning":"We sail when we said we would."},"#
        + #"{"name":"Hospitality","meaning":"We greet whoever comes aboard."},"#
        + #"{"name":"Care","meaning":"We leave the water as it was."}"#

    private static let pillars =
        #"{"name":"Timetable","goal":"A ferry every half hour.","#
        + #""initiatives":["Order two more ferries.","Train twelve captains."]},"#
        + #"{"name":"Comfort","goal":"A crossing worth making.","#
        + #""initiatives":["Open a café on board.","Heat all the cabins."]},"#
        + #"{"name":"Energy","goal":"Charging by the tide itself.","#
        + #""initiatives":["Build a tidal charger.","Sign a power contract."]}"#

    private static let metrics =
        #"{"name":"Passengers","target":"Twice as many","by":"2030"},"#
        + #"{"name":"Punctuality","target":"98 in 100","by":"2027"},"#
        + #"{"name":"Emissions","target":"None","by":"2029"}"#

    private static let risks =
        #"{"risk":"A storm season lasts longer.","response":"Keep one ferry in reserve."},"#
        + #"{"risk":"Batteries become dear.","response":"Buy them three years ahead."}"#

    private static let roadmap =
        #"{"phase":"Order","outcome":"Two ferries are ordered."},"#
        + #"{"phase":"Sail","outcome":"All four lines are served."},"#
        + #"{"phase":"Grow","outcome":"The timetable is denser."}"#

    static let onePager = "# Nearer islands\n\n> Every islander reaches every island within the hour."

    static let review =
        #"{"checks":[\#((1...5).map(check).joined(separator: ","))],"verdict":"It can be shown as it is."}"#

    private static func check(_ number: Int) -> String {
        #"{"name":"Check \#(number)","passed":true,"comment":"It holds."}"#
    }

    static let scores =
        "{"
        + ["overall", "vision", "mission", "values", "pillars", "metrics", "risks", "roadmap"].enumerated()
        .map { #""\#($1)":{"score":\#(80 + $0),"reason":"An editor would do."}"# }.joined(separator: ",")
        + "}"

    static let plan = plan(days: [1, 2, 3])

    /// A plan whose days have these numbers.
    static func plan(days: [Int]) -> String {
        #"{"title":"Quiet nights","summary":"Three calm evenings make an early night.","days":["#
            + days.map(day).joined(separator: ",") + "]}"
    }

    static func day(_ number: Int) -> String {
        #"{"day":\#(number),"title":"Evening \#(number)","focus":"One thing less before bed.","activities":["#
            + #"{"time":"19:30","title":"Walk","minutes":20,"description":"Around the block."},"#
            + #"{"time":"21:00","title":"Read","minutes":30,"description":"On paper, in bed."}],"#
            + #""reflection":"What was left undone?"}"#
    }
}
