import ArgumentParser

struct RollCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roll", abstract: "Who owns what: units, areas and owners of a community.",
        subcommands: [
            ImportRoll.self, DiffRoll.self, ShowRoll.self, ExportRoll.self, ChooseVoter.self, TransferUnits.self,
            ListTransfers.self, ListUnits.self, ListSnapshots.self, OwnerDocument.self,
        ])
}
