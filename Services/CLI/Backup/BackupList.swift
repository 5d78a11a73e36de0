import ArgumentParser
import DistrictBackup
import Model

struct BackupList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show the copies, and from when through when the district can be brought back with each.")

    @Option(help: ArgumentHelp("The folder of the backups.", valueName: "archive"))
    var from: String

    @Flag(help: "Write JSON instead of words.")
    var json = false

    func run() async throws {
        let survey = try ArchiveSurvey(of: Archive(from))
        try Output(isJSON: json).render(survey) { Self.text(of: survey) }
    }

    private static func text(of survey: ArchiveSurvey) -> String {
        let rows = survey.copies.map { copy in
            JSONValue.object([
                "copy": .text(copy.name), "from": .text("\(copy.moment)"), "through": .text("\(copy.through)"),
            ])
        }
        let limits = survey.copies.flatMap { copy in
            copy.services.compactMap { reach in
                reach.reason.map { "\(copy.name): \(reach.service.rawValue) through \(reach.through): \($0)" }
            }
        }
        let unfinished = survey.unfinished.map { "\($0) was not ended" }
        let table = Table(rows, [.text("COPY", "copy"), .text("FROM", "from"), .text("THROUGH", "through")])
        return ([table.description] + limits + unfinished).joined(separator: "\n")
    }
}
