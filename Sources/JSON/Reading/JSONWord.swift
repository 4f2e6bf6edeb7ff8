/// The values that are words.
enum JSONWord {
    case `true`, `false`, null

    init?(first byte: UInt8) {
        switch byte {
        case UInt8(ascii: "t"): self = .true
        case UInt8(ascii: "f"): self = .false
        case UInt8(ascii: "n"): self = .null
        default: return nil
        }
    }

    var text: String {
        switch self {
        case .true: "true"
        case .false: "false"
        case .null: "null"
        }
    }

    var token: JSONToken {
        switch self {
        case .true: .true
        case .false: .false
        case .null: .null
        }
    }
}
