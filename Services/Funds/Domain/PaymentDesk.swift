import Model

/// Takes payments of one campaign, one after the other, against what is known of their units.
///
/// It decides without a database: what is to be known is loaded before, what was taken is stored after.
struct PaymentDesk: Sendable {
    let campaign: Campaign
    /// Whether an authority or a court took the decision away: payments that come are in the books, and begin nothing.
    let isSetAside: Bool
    private(set) var units: [UnitCode: UnitAccount]
    private(set) var buildings: [BuildingCode: BuildingAccount]
    private(set) var receipts: [PaymentReference: Receipt]
    /// The campaign's last receipt number.
    private(set) var lastNumber: Int64

    enum Outcome: Sendable, Equatable {
        case recorded(Taken)
        /// The same payment under the same reference is in the books already.
        case repeated(Receipt)
    }

    /// A payment that is now in the books, and what is published of it.
    struct Taken: Sendable, Equatable {
        let receipt: Receipt
        let recorded: PaymentRecorded
        let funded: BuildingFunded?
    }

    init(
        campaign: Campaign, isSetAside: Bool = false, units: [UnitAccount], buildings: [BuildingAccount],
        receipts: [Receipt], lastNumber: Int64
    ) {
        self.campaign = campaign
        self.isSetAside = isSetAside
        self.units = Dictionary(uniqueKeysWithValues: units.map { ($0.unit, $0) })
        self.buildings = Dictionary(uniqueKeysWithValues: buildings.map { ($0.building, $0) })
        self.receipts = Dictionary(uniqueKeysWithValues: receipts.map { ($0.payment.reference, $0) })
        self.lastNumber = lastNumber
    }

    /// Takes a payment, or refuses it and leaves the desk and the ledger as they were.
    mutating func take(
        _ payment: Payment, into ledger: inout Ledger, today: Day, now: Timestamp
    ) throws(FundsRefusal) -> Outcome {
        if let earlier = receipts[payment.reference] {
            let differing = payment.differences(from: earlier.payment)
            guard differing.isEmpty else { throw .referenceTaken(differing: differing) }
            return .repeated(earlier)
        }
        try payment.amount.check("amount")
        guard payment.paidAt.day <= today else { throw .dayAhead(field: "paidAt", today: today) }
        guard var unit = units[payment.unit], var building = buildings[payment.unit.building] else {
            throw .unitNotAssessed(payment.unit)
        }

        let credit = try unit.receive(payment.amount)
        try building.add(payment.amount, credit)
        do { try ledger.post(.payment(payment)) } catch { throw .tooLarge(field: "amount") }
        let isFunded = !isSetAside && building.fund(under: campaign.mandate, on: today)

        lastNumber += 1
        let receipt = Receipt(
            number: lastNumber, payment: payment, counted: credit.counted, due: unit.due, received: unit.received,
            recordedAt: now)
        units[payment.unit] = unit
        buildings[building.building] = building
        receipts[payment.reference] = receipt
        return .recorded(
            Taken(
                receipt: receipt, recorded: recorded(receipt, credit, building),
                funded: isFunded ? building.funded(in: campaign.id) : nil))
    }

    private func recorded(
        _ receipt: Receipt, _ credit: UnitAccount.Credit, _ building: BuildingAccount
    ) -> PaymentRecorded {
        PaymentRecorded(
            campaign: campaign.id, receipt: receipt.number, building: building.building,
            amount: receipt.payment.amount, counted: credit.counted, completes: credit.completes,
            paidOn: receipt.payment.paidAt.day, progress: building.progress)
    }
}
