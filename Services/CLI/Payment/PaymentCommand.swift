import ArgumentParser

/// Money that arrives: `tongti payment record`, `import`, `list`, `reverse` for what was recorded wrongly, and `refund` for
/// what was paid too much.
struct PaymentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "payment", abstract: "Record payments, one by one or from a file, reverse, refund and list them.",
        subcommands: [
            PaymentRecord.self, PaymentImport.self, PaymentReverse.self, PaymentRefund.self, PaymentList.self,
            PaymentRefunds.self,
        ])
}
