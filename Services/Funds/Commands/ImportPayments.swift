import EventLog
import Model
import ServiceRuntime

/// Records a file of payments: all of them, or none with every reason why.
struct ImportPayments: Sendable {
    let log: EventLog
    let calendar: DistrictCalendar
    let campaigns: CampaignStore
    let payments: PaymentStore
    let ledger: LedgerStore

    /// Records the file, or with `isRehearsal` only says what would change.
    ///
    /// - Throws: `PaymentsRefused` with the refused lines.
    func handle(
        _ file: PaymentsFile, of community: CommunityID, claim: IdempotencyClaim?, isRehearsal: Bool
    ) async throws -> PaymentsImported {
        try await log.write(to: community, claim: isRehearsal ? nil : claim) { write in
            let today = calendar.day(at: write.now)
            try await campaigns.require(file.campaign, in: write)
            var books = try await PaymentBooks.load(for: file.lines.map(\.payment), today: today, in: write)
            var summary = PaymentsImported(isRehearsal: isRehearsal)
            var refusals: [PaymentsRefused.Line] = []
            for line in file.lines {
                do throws(FundsRefusal) {
                    summary.add(try books.take(line.payment), at: line.row.line)
                } catch {
                    refusals.append(PaymentsRefused.Line(row: line.row, refusal: error))
                }
            }
            guard refusals.isEmpty else { throw PaymentsRefused(lines: refusals) }
            summary.funded = books.funded.map(\.building)
            if !isRehearsal { try await books.store(campaigns, payments, ledger, in: write) }
            return summary
        }
    }
}

/// Payments of one campaign as a file lists them, each with its place in the file.
struct PaymentsFile: Sendable {
    let campaign: CampaignID
    let lines: [Line]

    struct Line: Sendable {
        let row: CSVRow
        let payment: Payment
    }
}

/// What an import did, or would do.
struct PaymentsImported: Sendable, Codable, Equatable {
    let isRehearsal: Bool
    /// Payments that are new.
    private(set) var recorded: Int64 = 0
    /// Payments that were in the books already, by reference and content, and hold.
    private(set) var repeated: Int64 = 0
    /// Payments that were in the books and had been taken back, and stay so; nil in an answer that was kept when these
    /// were among the repeated.
    private(set) var reversed: [Reversed]? = []
    /// The sum of the new ones.
    private(set) var amount: Money = .zero
    /// Buildings that reached their threshold by it.
    var funded: [BuildingCode] = []

    /// A line of the file whose payment was taken back.
    struct Reversed: Sendable, Codable, Equatable {
        let line: Int
        let reference: PaymentReference
        let reversedOn: Day
    }

    init(isRehearsal: Bool) { self.isRehearsal = isRehearsal }

    mutating func add(_ recorded: RecordedPayment, at line: Int) {
        let payment = recorded.receipt.payment
        if let day = recorded.receipt.reversedOn {
            reversed?.append(Reversed(line: line, reference: payment.reference, reversedOn: day))
        } else if recorded.isRepetition {
            repeated += 1
        } else {
            self.recorded += 1
            // The bank account, which the same payments are posted to, was checked for overflow.
            amount = Money(fen: amount.fen + payment.amount.fen)
        }
    }
}

/// Lines of a file that cannot be taken; so nothing of it was.
struct PaymentsRefused: Error {
    let lines: [Line]

    struct Line: Sendable {
        let row: CSVRow
        let refusal: FundsRefusal
    }
}
