/// Why a district does not run, in words for the person who started it.
package enum DistrictError: Error, CustomStringConvertible {
    case portUnusable(Int, DistrictPart, reason: String)
    case alreadyRunning(directory: String, pid: Int32?)
    case stillHeld(directory: String, pid: Int32?, limit: Duration)
    case notRunning(directory: String)
    case notInClone(program: String)
    case notReady(DistrictPart, reason: String, log: String, lastLines: [String])
    case noPart(DistrictPart)
    case notSignalled(DistrictPart, pid: Int32, reason: String)
    case unusable(path: String, reason: String)
    case certificateUnusable(option: String, path: String, reason: String)

    package var description: String {
        switch self {
        case .portUnusable(let port, .gateway, let reason):
            "port \(port) \(reason); choose one with --port"
        case .portUnusable(let port, let part, let reason):
            "port \(port), meant for \(part), \(reason); choose other ones with --base-port"
        case .alreadyRunning(let directory, let pid):
            "a district runs in \(directory) already" + (pid.map { " (process \($0))" } ?? "")
        case .stillHeld(let directory, let pid?, let limit):
            "the district in \(directory), process \(pid), has not ended within \(limit); "
                + "kill -KILL \(pid) ends it at once"
        case .stillHeld(let directory, nil, let limit):
            "a process has the lock of \(directory), and has not told within \(limit) which it is"
        case .notRunning(let directory):
            "no district runs in \(directory)"
        case .notInClone(let program):
            "\(program) does not lie in the build folder of a clone, so the parts of a district cannot be found"
        case .notReady(let part, let reason, let log, let lines):
            (["\(part) does not come up: \(reason); see \(log)"] + lines.map { "  | \($0)" }).joined(separator: "\n")
        case .noPart(let part):
            "this district has no \(part)"
        case .notSignalled(let part, let pid, let reason):
            "\(part), process \(pid), takes no signal: \(reason)"
        case .unusable(let path, let reason):
            "\(path): \(reason)"
        case .certificateUnusable(let option, let path, let reason):
            "\(option) \(path): \(reason)"
        }
    }
}
