internal import Glibc

extension Timestamp {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Reads the preferred form of a date in HTTP (RFC 9110 section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
    package init?(httpDate text: String) {
        let parts = text.split { $0 == " " || $0 == "," || $0 == ":" }
        guard parts.count == 8, parts[7] == "GMT", let day = CInt(parts[1]), (1...31).contains(day),
            let month = Self.months.firstIndex(of: String(parts[2])), let year = CInt(parts[3]),
            (1_970...9_999).contains(year), let hour = CInt(parts[4]), (0...23).contains(hour),
            let minute = CInt(parts[5]), (0...59).contains(minute), let second = CInt(parts[6]),
            (0...60).contains(second)
        else { return nil }
        var fields = unsafe tm()
        unsafe (fields.tm_year, fields.tm_mon, fields.tm_mday) = (year - 1_900, CInt(month), day)
        unsafe (fields.tm_hour, fields.tm_min, fields.tm_sec) = (hour, minute, second)
        let seconds = unsafe timegm(&fields)
        guard seconds < Int64.max / 1_000_000_000 else { return nil }
        self.init(unixNanoseconds: Int64(seconds) * 1_000_000_000)
    }
}
