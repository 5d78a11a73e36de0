import ArgumentParser

/// Money that arrives: `tongti payment record` and `tongti payment import`.
struct PaymentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "payment", abstract: "Record payments, one by one or from a file.",
        subcommands: [PaymentRecord.self, PaymentImport.self])
}
