import ArgumentParser
import DistrictBackup
import Model

struct BackupCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read every copy and every log once more.",
        discussion: "Ends with 4 when a file is not what was copied, or something of a log is missing or unreadable.")

    @Option(help: ArgumentHelp("The folder of the backups.", valueName: "archive"))
    var from: String

    @Flag(help: "Write JSON instead of words.")
    var json = false

    func run() async throws {
        let archive = Archive(from)
        // No server is asked: only the programs are needed.
        let outcome = try await BackupServers.with(file: "/dev/null") {
            try await ArchiveCheck(archive, with: $0).run()
        }
        try Output(isJSON: json).render(outcome) { Self.text(of: outcome) }
        guard outcome.faults.isEmpty else { throw BackupDamaged(count: outcome.faults.count) }
    }

    private static func text(of outcome: ArchiveCheck.Outcome) -> String {
        let read = "Copies that were read: \(outcome.copies); logs: \(outcome.logs)."
        let faults = outcome.faults.map { fault in
            "\(fault.copy ?? "log") \(fault.service.rawValue): \(fault.says)"
        }
        return ([read] + faults).joined(separator: "\n")
    }
}

/// Something in an archive is not what was written there.
private struct BackupDamaged: ExitStatusError {
    let count: Int

    var exitStatus: ExitStatus { .checkFailed }
    var message: String { "Found: \(English.counted(count, "fault"))." }
}
