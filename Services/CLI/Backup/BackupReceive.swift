import ArgumentParser
import DistrictBackup
import Foundation
import Model

struct BackupReceive: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receive",
        abstract: "Write what the five databases log to a folder as it comes, until Ctrl-C.",
        discussion: """
            With a copy that "take" makes meanwhile, the district can be brought back to any moment since. Servers that \
            go away are waited for. With --json each change is a line of its own.
            """)

    @Option(help: ArgumentHelp("The folder of the backups.", valueName: "archive"))
    var into: String

    @OptionGroup var options: BackupOptions

    @Flag(help: "Say which servers would be copied, and write nothing.")
    var dryRun = false

    func run() async throws {
        let archive = Archive(into)
        guard !dryRun else { return try await options.rehearse(archive) }
        try await StopWish.heeded(saying: "Ending …") { wish in
            try await options.withServers { servers in
                try await LogKeeper(archive, from: servers, tell: tell, shouldEnd: { wish.isMade }).run()
            }
        }
    }

    @Sendable private func tell(_ report: LogKeeper.Report) {
        let service = report.service.rawValue
        let words =
            switch report.state {
            case .receiving: "\(service): receiving."
            case .away: "\(service) is away: \(report.reason ?? "")"
            case .gap: "\(service): what was written meanwhile is lost: \(report.reason ?? "")"
            }
        guard options.local.json else { return Output.talk(words) }
        do {
            try Output(isJSON: true).render(report) { "" }
        } catch {
            Output.talk("\(words) (\(error))")
        }
    }
}
