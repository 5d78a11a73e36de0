import FoundationEssentials
import Glibc

/// What the operating system says about this process, read when somebody asks (Prometheus' standard names).
enum ProcessMetrics {
    /// - Throws: an error of the file system where `/proc` is missing.
    static func prometheusText() throws -> String {
        let pages = try words(of: "/proc/self/statm")
        let pageSize = Double(sysconf(Int32(_SC_PAGESIZE)))
        let resident = pages.count > 1 ? (Double(pages[1]) ?? 0) * pageSize : 0
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime)
        let files = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        return """
            # TYPE process_cpu_seconds_total counter
            process_cpu_seconds_total \(PrometheusNumber.text(cpu))
            # TYPE process_open_fds gauge
            process_open_fds \(files)
            # TYPE process_resident_memory_bytes gauge
            process_resident_memory_bytes \(PrometheusNumber.text(resident))

            """
    }

    private static func words(of path: String) throws -> [Substring] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: " ")
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}
