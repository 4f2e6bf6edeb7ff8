internal import Glibc

extension Timestamp {
    /// Reads a moment in UTC to the second, `2027-01-31T12:00:00Z`, or a day, `2027-01-31`, which is its first moment.
    package init?(rfc3339 text: String) {
        let pattern = "0000-00-00T00:00:00Z"
        let bytes = Array(text.utf8)
        guard bytes.count == pattern.utf8.count || bytes.count == 10 else { return nil }
        for (byte, expected) in zip(bytes, pattern.utf8) {
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            guard expected == UInt8(ascii: "0") ? isDigit : byte == expected else { return nil }
        }
        let numbers = text.split { !$0.isNumber }.compactMap { CInt($0) } + [0, 0, 0]
        guard (1_970...9_999).contains(numbers[0]), (1...12).contains(numbers[1]), numbers[2] >= 1,
            numbers[3] < 24, numbers[4] < 60, numbers[5] < 60
        else { return nil }
        var fields = unsafe tm()
        unsafe (fields.tm_year, fields.tm_mon, fields.tm_mday) = (
            numbers[0] - 1_900, numbers[1] - 1, numbers[2]
        )
        unsafe (fields.tm_hour, fields.tm_min, fields.tm_sec) = (numbers[3], numbers[4], numbers[5])
        let seconds = unsafe timegm(&fields)
        // The 31st of a shorter month has become a day of the next one.
        guard unsafe fields.tm_mday == numbers[2], seconds < Int64.max / 1_000_000_000 else { return nil }
        self.init(unixNanoseconds: Int64(seconds) * 1_000_000_000)
    }

    /// To the second: `2027-01-31T12:00:00Z`.
    package var rfc3339: String {
        let time = CivilTime(self)
        func digits(_ number: Int, _ count: Int = 2) -> String {
            String(repeating: "0", count: max(0, count - String(number).count)) + String(number)
        }
        return "\(digits(time.year, 4))-\(digits(time.month))-\(digits(time.day))"
            + "T\(digits(time.hour)):\(digits(time.minute)):\(digits(time.second))Z"
    }
}
