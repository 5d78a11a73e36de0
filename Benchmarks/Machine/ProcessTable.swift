import FoundationEssentials
import Glibc

/// What `/proc` says of all processes at one moment: whose children they are and how much processor they have used.
struct ProcessTable {
    private var entries: [Int32: (parent: Int32, ticks: Int64, children: Int64)] = [:]

    init() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
            guard let pid = Int32(name), let fields = Self.fields(of: pid) else { continue }
            entries[pid] = (Int32(fields[1]) ?? 0, Self.sum(fields[11...12]), Self.sum(fields[13...14]))
        }
    }

    /// Processor seconds of the process, of those below it, and of those that ended below them.
    func cpuSeconds(below root: Int32) -> Double {
        var ticks: Int64 = 0
        for pid in family(of: root) {
            guard let entry = entries[pid] else { continue }
            ticks += entry.ticks + entry.children
        }
        return Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private func family(of root: Int32) -> [Int32] {
        var children: [Int32: [Int32]] = [:]
        for (pid, entry) in entries { children[entry.parent, default: []].append(pid) }
        var family = [root]
        var next = 0
        while next < family.count {
            family += children[family[next]] ?? []
            next += 1
        }
        return family
    }

    /// The fields of `/proc/<pid>/stat` from the state on; nil when the process has ended meanwhile.
    private static func fields(of pid: Int32) -> [Substring]? {
        guard let text = ProcFile.read("/proc/\(pid)/stat"), let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 14 ? fields : nil
    }

    private static func sum(_ fields: ArraySlice<Substring>) -> Int64 { fields.reduce(0) { $0 + (Int64($1) ?? 0) } }
}

enum ProcFile {
    /// The text of a file of `/proc`, or nil where it has gone.
    static func read(_ path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return String(decoding: data, as: UTF8.self)
    }

    /// Resident memory of a process in MiB.
    static func residentMiB(of pid: Int32) -> Double? { memoryMiB("VmRSS:", of: pid) }

    /// The most resident memory that a process has had, in MiB.
    static func peakMiB(of pid: Int32) -> Double? { memoryMiB("VmHWM:", of: pid) }

    private static func memoryMiB(_ label: String, of pid: Int32) -> Double? {
        guard let status = read("/proc/\(pid)/status") else { return nil }
        for line in status.split(separator: "\n") where line.hasPrefix(label) {
            return line.split(separator: " ").dropFirst().first.flatMap { Double($0) }.map { $0 / 1_024 }
        }
        return nil
    }
}

extension ProcessTable {
    /// Processor seconds of this process's children that have ended.
    static func endedChildren() -> Double {
        var usage = rusage()
        getrusage(RUSAGE_CHILDREN.rawValue, &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
}
