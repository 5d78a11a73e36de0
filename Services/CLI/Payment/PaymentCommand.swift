import ArgumentParser

/// Money that arrives: `tongti payment record`, `import`, `list`, and `reverse` for what was recorded wrongly.
struct PaymentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "payment", abstract: "Record payments, one by one or from a file, reverse and list them.",
        subcommands: [PaymentRecord.self, PaymentImport.self, PaymentReverse.self, PaymentList.self])
}
