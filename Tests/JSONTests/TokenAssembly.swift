import Bytes
import JSON
import Testing

/// Values made of tokens, as whoever reads a document while it arrives makes them.
struct TokenAssembly: JSONTokenReceiver {
    var value: JSONValue?
    var open: [(container: JSONValue, name: String)] = []
    var text: [UInt8] = []

    mutating func receive(_ token: JSONToken, _ piece: Span<UInt8>, at offset: Int) throws(JSONFault) {
        switch token {
        case .objectStart: open.append((.object(JSONObject()), ""))
        case .arrayStart: open.append((.array([]), ""))
        case .objectEnd, .arrayEnd: place(open.removeLast().container)
        case .namePiece, .stringPiece:
            #expect(String(validating: piece.array, as: UTF8.self) != nil, "pieces are whole code points")
            text += piece.array
        case .nameEnd: open[open.count - 1].name = takeText()
        case .stringEnd: place(.string(takeText()))
        case .number: place(try? JSONValue(reading: piece))
        case .true: place(true)
        case .false: place(false)
        case .null: place(.null)
        }
    }

    private mutating func takeText() -> String {
        defer { text = [] }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func place(_ new: JSONValue?) {
        guard let (container, name) = open.popLast() else { return value = new }
        switch container {
        case .array(let elements): open.append((.array(elements + [new ?? .null]), name))
        case .object(var object):
            object[name] = new
            open.append((.object(object), name))
        default: break
        }
    }
}
