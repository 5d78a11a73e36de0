import EventLog
import Model
import Postgres
import ServiceRuntime

/// The desks and the ledger that a batch of payments of one community needs: loaded by one flight of statements,
/// stored by another, however many payments there are.
struct PaymentBooks: Sendable {
    private let today: Day
    private let now: Timestamp
    private var desks: [CampaignID: PaymentDesk]
    private var ledger: Ledger
    private var taken: [PaymentDesk.Taken] = []
    private var reversed: [PaymentDesk.Reversed] = []
    private var refunded: [PaymentDesk.Refunded] = []

    /// `refunds` are to units of `payments`; who only takes payments needs none.
    static func load(
        for payments: [Payment], refunds: [RecordedRefund] = [], today: Day, in write: borrowing Write
    ) async throws -> PaymentBooks {
        let community = write.community
        let campaigns = Set(payments.map(\.campaign)).sorted()
        let accounts =
            campaigns.map(Account.bank) + Set(payments.map(\.unit)).sorted().map(Account.receivable)
        let results = try await write.pipeline(
            [
                CampaignStore.select(campaigns: campaigns, of: community),
                CampaignStore.select(buildingsOf: campaigns, of: community),
                CampaignStore.select(unitsOf: payments, of: community),
                PaymentStore.select(named: payments, of: community),
                SetAsideDecisions.select(coveredOf: campaigns, of: community),
            ] + LedgerStore.select(accounts, of: community))
        let buildings = try CampaignStore.buildings(results[1])
        let units = try CampaignStore.units(results[2])
        let receipts = try PaymentStore.receipts(results[3])
        let setAside = Set(try results[4].map { try $0.decode("campaign", as: CampaignID.self) })
        let desks = try CampaignStore.campaigns(results[0]).map { campaign, lastNumber in
            PaymentDesk(
                campaign: campaign, isSetAside: setAside.contains(campaign.id), units: units[campaign.id] ?? [],
                buildings: buildings[campaign.id] ?? [],
                receipts: receipts[campaign.id] ?? [],
                refunds: refunds.filter { $0.refund.campaign == campaign.id }, lastNumber: lastNumber)
        }
        return PaymentBooks(
            today: today, now: write.now, desks: Dictionary(uniqueKeysWithValues: desks.map { ($0.campaign.id, $0) }),
            ledger: try LedgerStore.ledger(results[5...]))
    }

    private init(today: Day, now: Timestamp, desks: [CampaignID: PaymentDesk], ledger: Ledger) {
        self.today = today
        self.now = now
        self.desks = desks
        self.ledger = ledger
    }

    mutating func take(_ payment: Payment) throws(FundsRefusal) -> RecordedPayment {
        guard var desk = desks.removeValue(forKey: payment.campaign) else { throw .campaignUnknown(payment.campaign) }
        defer { desks[payment.campaign] = desk }
        switch try desk.take(payment, into: &ledger, today: today, now: now) {
        case .recorded(let taken):
            self.taken.append(taken)
            return RecordedPayment(receipt: taken.receipt, isRepetition: false)
        case .repeated(let receipt):
            return RecordedPayment(receipt: receipt, isRepetition: true)
        }
    }

    mutating func reverse(_ reversal: Reversal) throws(FundsRefusal) -> RecordedReversal {
        guard var desk = desks.removeValue(forKey: reversal.campaign) else { throw .campaignUnknown(reversal.campaign) }
        defer { desks[reversal.campaign] = desk }
        let reversed = try desk.reverse(reversal, in: &ledger, today: today, now: now)
        self.reversed.append(reversed)
        return reversed.reversal
    }

    mutating func refund(_ refund: Refund, number: Int64) throws(FundsRefusal) -> RecordedRefund {
        guard var desk = desks.removeValue(forKey: refund.campaign) else { throw .campaignUnknown(refund.campaign) }
        defer { desks[refund.campaign] = desk }
        let refunded = try desk.refund(refund, number: number, in: &ledger, today: today)
        self.refunded.append(refunded)
        return refunded.recorded
    }

    /// The buildings that reached their threshold by what was taken.
    var funded: [BuildingFunded] { taken.compactMap(\.funded) }

    /// Stores what was taken and reversed, with how all accounts stand, and appends the facts in the order of the payments.
    ///
    /// Whoever refunds stores the refund itself, with who asked for it.
    func store(_ campaigns: CampaignStore, _ payments: PaymentStore, _ books: LedgerStore, in write: borrowing Write)
        async throws
    {
        guard !taken.isEmpty || !reversed.isEmpty || !refunded.isEmpty else { return }
        let community = write.community
        let touched = Set(
            taken.map(\.receipt.payment.campaign) + reversed.map(\.fact.campaign) + refunded.map(\.fact.campaign))
        let updates = desks.values.filter { touched.contains($0.campaign.id) }
            .flatMap { campaigns.updates($0, of: community) }
        try await write.pipeline(
            (taken.isEmpty ? [] : [payments.insert(taken.map(\.receipt), of: community)])
                + reversed.map { payments.insert($0.reversal, of: community) } + updates
                + books.inserts(ledger, of: community, at: now))
        for payment in taken {
            try write.append(payment.recorded)
            if let funded = payment.funded { try write.append(funded) }
        }
        for payment in reversed { try write.append(payment.fact) }
        for refund in refunded { try write.append(refund.fact) }
    }
}

/// What the collector is told: the receipt, and whether it is that of an earlier, identical request.
struct RecordedPayment: Sendable, Equatable, Codable {
    let receipt: Receipt
    let isRepetition: Bool
}
