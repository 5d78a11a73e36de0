import Foundation
import LocalDistrict
import TestSupport

/// The counter that shares no code with the service.
struct Recount {
    let status: ChildProcess.ExitStatus
    /// What it printed: the canonical certificate and LF, or nothing.
    let certificate: String
    let complaint: String

    static func run(_ bundle: [UInt8]) async throws -> Recount {
        let folder = FileManager.default.temporaryDirectory.appending(path: "recount-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let recount = try await run(bundle, in: folder)
        try FileManager.default.removeItem(at: folder)
        return recount
    }

    private static func run(_ bundle: [UInt8], in folder: URL) async throws -> Recount {
        try Data(bundle).write(to: folder.appending(path: "bundle.jsonl"))
        let child = try await ChildProcess.start(
            ChildProcess.Command(
                "/bin/sh",
                ["-c", #"exec python3 "$0" bundle.jsonl >out 2>err"#, SourceRoot.path + "/deploy/verify/recount.py"],
                environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"],
                directory: folder.path))
        let status = try await child.exited()
        return Recount(
            status: status, certificate: try String(contentsOf: folder.appending(path: "out"), encoding: .utf8),
            complaint: try String(contentsOf: folder.appending(path: "err"), encoding: .utf8))
    }
}
