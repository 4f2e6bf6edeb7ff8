internal import Glibc

/// A timestamp as a calendar shows it, in UTC.
package struct CivilTime: Sendable {
    package let year: Int
    package let month: Int
    package let day: Int
    package let hour: Int
    package let minute: Int
    package let second: Int
    package let millisecond: Int
    /// 0 is Sunday.
    package let weekday: Int

    package init(_ timestamp: Timestamp) {
        var seconds = time_t(timestamp.unixSeconds)
        var fields = unsafe tm()
        unsafe gmtime_r(&seconds, &fields)
        unsafe year = Int(fields.tm_year) + 1_900
        unsafe month = Int(fields.tm_mon) + 1
        unsafe day = Int(fields.tm_mday)
        unsafe hour = Int(fields.tm_hour)
        unsafe minute = Int(fields.tm_min)
        unsafe second = Int(fields.tm_sec)
        millisecond = Int(timestamp.unixMilliseconds % 1_000)
        unsafe weekday = Int(fields.tm_wday)
    }
}
