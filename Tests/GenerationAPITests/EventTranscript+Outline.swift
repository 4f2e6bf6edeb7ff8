import JSON
import Simulation

extension EventTranscript {
    /// Each event by its name, if its dialect has names, and its data.
    var lines: [String] {
        blocks.map { $0.event.isEmpty ? $0.data : "\($0.event) \($0.data)" }
    }

    /// Each event in short, `step_error qa: It failed`, but for those that only say how far it is.
    var outline: [String] {
        blocks.filter { !$0.isTick }.map(\.outline)
    }

    /// What is shown of how far it is, in the order in which it comes.
    var percentages: [Int] {
        blocks.compactMap { $0.json["progress"]?.integer }
    }

    /// The numbers of the events, of those that stand in front of data and of those behind it.
    var positions: [Int] {
        body.split(separator: "\n").filter { $0.hasPrefix("id: 1.") }.compactMap { Int($0.dropFirst(6)) }
    }
}

extension EventTranscript.Block {
    var json: JSONValue {
        let bytes = Array(data.utf8)
        return (try? JSONValue(reading: bytes.span)) ?? .null
    }

    /// Of a dialect without names, whatever says how far it is.
    fileprivate var isTick: Bool { event.isEmpty && json["type"] == "progress" }

    fileprivate var outline: String {
        let json = json
        var words = [event.isEmpty ? json["type"]?.string ?? "" : event]
        if let step = (json["stage"] ?? json["step"])?.string { words.append(step) }
        if let percent = json["progress"]?.integer { words.append(String(percent)) }
        if let day = json["day"]?.integer { words.append(String(day)) }
        if let text = (json["message"] ?? json["error"])?.string { words[words.count - 1] += ": \(text)" }
        if words == ["complete"], let data = json["data"]?.object {
            words.append(data.members.map(\.name).joined(separator: " "))
        }
        return words.joined(separator: " ")
    }
}
