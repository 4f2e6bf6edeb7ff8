import JSON

/// A plan as a model writes it, of about as many bytes as are wanted: days of tasks, with prose in two alphabets,
/// escapes, numbers, words.
struct PlanDocument {
    let bytes: [UInt8]

    init(bytesMin: Int) {
        var text = #"{"title":"Besser schlafen in wenigen Wochen","version":3,"days":["#
        var day = 0
        while text.utf8.count < bytesMin {
            text += day == 0 ? "" : ","
            text += Self.day(day)
            day += 1
        }
        bytes = Array((text + #"],"verified":true}"#).utf8)
    }

    private static func day(_ index: Int) -> String {
        let tasks = (0..<4).map { task in
            #"""
            {"time": "0\#(6 + task % 3):\#(15 + task)", "title": "Zehn Minuten \"ruhig\" atmen", \#
            "description": "Setze dich aufrecht hin, schließe die Augen und zähle deine Atemzüge.\nBeginne wieder bei \#
            eins, sobald du dich verlierst.", "minutes": \#(5 + task), "score": \#(task).75, "done": false}
            """#
        }
        return #"""
            {"day": \#(index + 1), "theme": "Abendroutine", "note": "Put the phone away one hour before you go to bed, \#
            dim the lights and write down what is still on your mind.", "tasks": [\#(tasks.joined(separator: ",\n  "))], \#
            "calories": \#(1800 + index % 7 * 50), "weight": \#(70 + index % 5).4, "rest": null}
            """#
    }
}

/// The same document as a program would declare it.
struct DecodedPlan: Decodable {
    struct Day: Decodable {
        let day: Int
        let theme: String
        let note: String
        let tasks: [Task]
        let calories: Int
        let weight: Double
        let rest: String?
    }

    struct Task: Decodable {
        let time: String
        let title: String
        let description: String
        let minutes: Int
        let score: Double
        let done: Bool
    }

    let title: String
    let version: Int
    let days: [Day]
    let verified: Bool
}
