import Foundation
import Glibc
import LocalDistrict

/// What this machine knows of a district that runs on it.
struct LocalView: Sendable {
    let state: DistrictState
    /// Where its data lie.
    let data: String
    /// How many bytes are free there; nil where nobody says.
    let free: UInt64?
    /// Parts whose program lies in another file by now than the one that they run.
    let replaced: [DistrictPart]

    init(state: DistrictState, data: String, free: UInt64?, replaced: [DistrictPart]) {
        self.state = state
        self.data = data
        self.free = free
        self.replaced = replaced
    }

    init(of state: DistrictState) {
        let secrets = URL(filePath: state.secrets)
        let data = DistrictDirectory(secrets.deletingLastPathComponent().path).data
        let replaced = state.parts.filter { $0.pid.map(Self.runsReplacedProgram) ?? false }.map(\.part)
        self.init(state: state, data: data, free: Self.free(in: data), replaced: replaced)
    }

    private static func free(in folder: String) -> UInt64? {
        var figures = statvfs()
        guard statvfs(folder, &figures) == 0 else { return nil }
        let (bytes, isBeyond) = UInt64(figures.f_bavail).multipliedReportingOverflow(by: UInt64(figures.f_frsize))
        return isBeyond ? UInt64.max : bytes
    }

    /// Whether the file that a process runs is gone: a build puts a new one in its place.
    static func runsReplacedProgram(_ pid: Int32) -> Bool {
        do {
            return try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/exe").hasSuffix(" (deleted)")
        } catch {
            // It has ended meanwhile, or is another user's.
            return false
        }
    }
}
