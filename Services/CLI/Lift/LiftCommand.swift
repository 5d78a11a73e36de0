import ArgumentParser

struct LiftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lift", abstract: "Lifts of a community.",
        subcommands: [
            ImportLifts.self, ExportLifts.self, ListLifts.self, LiftStatus.self, ShowLift.self, ChangeMaintainer.self,
            MarkLift.self, ChangeUserUnit.self,
        ])
}
