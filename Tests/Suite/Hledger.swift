import Foundation
import LocalDistrict

/// A program of others that keeps books, on a journal of ours.
struct Hledger {
    let status: ChildProcess.ExitStatus
    let out: String
    let err: String

    /// What it proves of a journal.
    static let check = ["check", "--strict", "ordereddates", "balancednoautoconversion"]

    /// Runs it to its end.
    static func run(_ words: [String], on journal: String) async throws -> Hledger {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tongti-hledger-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(journal.utf8).write(to: folder.appending(path: "books.journal"))
        let child = try await ChildProcess.start(
            ChildProcess.Command(
                "/bin/sh", ["-c", #"exec hledger -f books.journal "$@" >out 2>err"#, "sh"] + words,
                environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"], directory: folder.path))
        let status = try await child.exited()
        let outputs = try ["out", "err"].map {
            try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
        }
        try FileManager.default.removeItem(at: folder)
        return Hledger(status: status, out: outputs[0], err: outputs[1])
    }
}
