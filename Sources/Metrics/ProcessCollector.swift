internal import Glibc
package import Platform

/// The standard metrics of a process, from `/proc/self` alone, so that they are right under `ProcSubset=pid` too
/// (https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics).
package struct ProcessCollector: Collector {
    private let startTime: Double

    package init(time: any TimeSource) {
        startTime = Self.computeStartTime(time)
    }

    package let descriptors: [MetricDescriptor] = [
        MetricDescriptor(
            "process_cpu_seconds_total",
            "User and system CPU time.",
            kind: .counter,
            unit: .seconds
        ),
        MetricDescriptor("process_open_fds", "Open file descriptors.", kind: .gauge),
        MetricDescriptor("process_max_fds", "Most file descriptors that may be open.", kind: .gauge),
        MetricDescriptor("process_virtual_memory_bytes", "Virtual memory.", kind: .gauge, unit: .bytes),
        MetricDescriptor(
            "process_virtual_memory_max_bytes",
            "Most virtual memory that may be used; 2^64 for no limit.",
            kind: .gauge,
            unit: .bytes
        ),
        MetricDescriptor("process_resident_memory_bytes", "Resident memory.", kind: .gauge, unit: .bytes),
        MetricDescriptor("process_threads", "Threads.", kind: .gauge),
        MetricDescriptor(
            "process_start_time_seconds",
            "Start, since the epoch.",
            kind: .gauge,
            unit: .seconds
        ),
    ]

    package func collect(_ report: (_ name: String, _ labels: [String], _ value: Double) -> Void) {
        let fields = Self.statFields()
        if fields.count > 21 {
            let ticks = Double(sysconf(CInt(_SC_CLK_TCK)))
            report("process_cpu_seconds_total", [], (Double(fields[11] + fields[12])) / ticks)
            report("process_threads", [], Double(fields[17]))
            report("process_virtual_memory_bytes", [], Double(fields[20]))
            report(
                "process_resident_memory_bytes",
                [],
                Double(fields[21]) * Double(sysconf(CInt(_SC_PAGESIZE)))
            )
        }
        if let count = Self.openDescriptors() { report("process_open_fds", [], Double(count)) }
        if let limit = Self.limit(RLIMIT_NOFILE) { report("process_max_fds", [], limit) }
        if let limit = Self.limit(RLIMIT_AS) { report("process_virtual_memory_max_bytes", [], limit) }
        report("process_start_time_seconds", [], startTime)
    }

    /// No limit is the greatest number there is.
    private static func limit(_ resource: __rlimit_resource) -> Double? {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 else { return nil }
        return Double(limit.rlim_cur)
    }

    /// Asks the kernel for the number, which it has known since Linux 6.2; to list tens of thousands of descriptors would
    /// hold up the loop.
    private static func openDescriptors() -> Int? {
        var status = stat()
        if unsafe stat("/proc/self/fd", &status) == 0, status.st_size > 0 { return status.st_size }
        // The directory that is being listed is one of them.
        return (try? FileSystem.list("/proc/self/fd")).map { $0.count - 1 }
    }

    /// What stands in `/proc/self/stat` behind the process's name, which may hold anything: field N of proc(5) is at
    /// N - 3.
    private static func statFields() -> [Int] {
        guard let bytes = try? FileSystem.read("/proc/self/stat", limit: 4_096),
            let end = bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return [] }
        let text = String(decoding: bytes[(end + 1)...], as: UTF8.self)
        return text.split(separator: " ").map { Int($0) ?? 0 }
    }

    /// Civil time now, less how long the process has run by the clock that its start was taken from.
    private static func computeStartTime(_ time: any TimeSource) -> Double {
        let fields = statFields()
        guard fields.count > 19 else { return 0 }
        let started = Double(fields[19]) / Double(sysconf(CInt(_SC_CLK_TCK)))
        return Double(time.timestamp().unixNanoseconds) / 1e9 - (time.sinceBoot().inSeconds - started)
    }
}
