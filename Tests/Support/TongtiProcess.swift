import Foundation
package import LocalDistrict

/// `tongti` as a process, with its inputs and outputs as a shell makes them.
package struct TongtiProcess: Sendable {
    package let status: ChildProcess.ExitStatus
    package let out: String
    package let err: String

    /// Runs a script to its end; what the script sends nowhere else is in the two outputs.
    ///
    /// - Parameters:
    ///   - script: for `/bin/sh`, which knows the program as `$TONGTI` and the clone as `$CLONE`, in an empty folder.
    ///   - environment: what else the program finds there.
    /// - Returns: how the script ended, and both outputs.
    /// - Throws: errors of the file system and of starting a shell.
    package static func run(_ script: String, _ environment: [String: String] = [:]) async throws -> TongtiProcess {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tongti-process-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let build = try BuildFolder.current()
        var variables = ["PATH": "/usr/bin:/bin", "TONGTI": build.executables + "/tongti", "CLONE": build.root]
        variables["LD_LIBRARY_PATH"] = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"]
        variables.merge(environment) { _, given in given }
        let child = try await ChildProcess.start(
            ChildProcess.Command(
                "/bin/sh", ["-c", "exec >out 2>err\n" + script], environment: variables, directory: folder))
        let status = try await child.exited()
        let outputs = try ["out", "err"].map { try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }
        try FileManager.default.removeItem(atPath: folder)
        return TongtiProcess(status: status, out: outputs[0], err: outputs[1])
    }
}
