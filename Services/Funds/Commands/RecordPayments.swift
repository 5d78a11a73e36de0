import EventLog
import Postgres
import ServiceRuntime

/// Records payments; many of one community at once, because collectors send them in bursts.
struct RecordPayments: CommandBatch {
    let calendar: DistrictCalendar
    let campaigns: CampaignStore
    let payments: PaymentStore
    let ledger: LedgerStore

    func run(
        _ commands: [Payment], opening: PostgresResult?, in write: borrowing Write
    ) async throws -> [Result<RecordedPayment, any Error>] {
        var books = try await PaymentBooks.load(for: commands, today: calendar.day(at: write.now), in: write)
        let outcomes = commands.map { payment in
            Result<RecordedPayment, any Error> { try books.take(payment) }
        }
        try await books.store(campaigns, payments, ledger, in: write)
        return outcomes
    }
}
