import ArgumentParser

/// Who got a ballot, and whose is still out.
struct DeliveryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delivery", abstract: "Note down how ballots got to the units, and see where nobody has been.",
        subcommands: [DeliveryImport.self, DeliveryNote.self, DeliveryList.self, DeliveryProgress.self])
}
