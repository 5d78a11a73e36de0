import Model

/// Takes payments of one campaign, one after the other, against what is known of their units.
///
/// It decides without a database: what is to be known is loaded before, what was taken is stored after.
struct PaymentDesk: Sendable, Equatable {
    let campaign: Campaign
    /// Whether an authority or a court took the decision away: payments that come are in the books, and begin nothing.
    let isSetAside: Bool
    private(set) var units: [UnitCode: UnitAccount]
    private(set) var buildings: [BuildingCode: BuildingAccount]
    private(set) var receipts: [PaymentReference: Receipt]
    /// What was given back to the units whose payments may be reversed, in its order.
    private(set) var refunds: [RecordedRefund]
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
        receipts: [Receipt], refunds: [RecordedRefund] = [], lastNumber: Int64
    ) {
        self.campaign = campaign
        self.isSetAside = isSetAside
        self.units = Dictionary(uniqueKeysWithValues: units.map { ($0.unit, $0) })
        self.buildings = Dictionary(uniqueKeysWithValues: buildings.map { ($0.building, $0) })
        self.receipts = Dictionary(uniqueKeysWithValues: receipts.map { ($0.payment.reference, $0) })
        self.refunds = refunds
        self.lastNumber = lastNumber
    }

    /// Notes a refund, with its unit and building as they are after it.
    mutating func keep(_ refund: RecordedRefund, _ unit: UnitAccount, _ building: BuildingAccount) {
        units[unit.unit] = unit
        buildings[building.building] = building
        refunds.append(refund)
    }

    /// Takes a payment, or refuses it and leaves the desk and the ledger as they were.
    mutating func take(
        _ payment: Payment, into ledger: inout Ledger, today: Day, now: Timestamp
    ) throws(FundsRefusal) -> Outcome {
        if let earlier = receipts[payment.reference], try payment.repeats(earlier.payment) { return .repeated(earlier) }
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

// MARK: - Reversals

extension PaymentDesk {
    /// A payment that is no longer in the books, and what is published of it.
    struct Reversed: Sendable, Equatable {
        let reversal: RecordedReversal
        let fact: PaymentReversed
    }

    /// Takes a payment back, or refuses it and leaves the desk and the ledger as they were.
    ///
    /// The desk needs all receipts and refunds of the payment's unit.
    ///
    /// A building that was funded stays so: its works may have begun. What was paid out or given back is not taken back.
    mutating func reverse(
        _ reversal: Reversal, in ledger: inout Ledger, today: Day, now: Timestamp
    ) throws(FundsRefusal) -> Reversed {
        guard let receipt = receipts.values.first(where: { $0.number == reversal.receipt.number }) else {
            throw .receiptUnknown(reversal.receipt)
        }
        if let day = receipt.reversedOn { throw .reversedAlready(on: day) }
        let payment = receipt.payment
        guard var unit = units[payment.unit], var building = buildings[payment.unit.building] else {
            throw .unitNotAssessed(payment.unit)
        }

        guard payment.amount <= unit.received else { throw .refundedAlready(left: unit.received) }
        let fullOn = try fullOn(unit)
        let debit = try unit.giveBack(payment.amount)
        let left = try Payout.spendable(
            of: ledger.balance(of: .bank(campaign.id)),
            owedBack: Money.sum(buildings.values.lazy.map(\.overpaid), for: "amount"))
        guard debit.counted <= left else { throw .paidOutAlready(left: left) }
        try building.take(payment.amount, debit)
        do { try ledger.post(.reversal(of: receipt)) } catch { throw .tooLarge(field: "amount") }

        units[payment.unit] = unit
        buildings[building.building] = building
        receipts[payment.reference]?.reversedOn = today
        let stillFullOn = try self.fullOn(unit)
        return Reversed(
            reversal: RecordedReversal(
                reason: reversal.reason, receipt: receipt.number, payment: payment, counted: debit.counted,
                due: unit.due, received: unit.received, reversedOn: today, recordedAt: now),
            fact: PaymentReversed(
                campaign: campaign.id, receipt: receipt.number, building: building.building, amount: payment.amount,
                counted: debit.counted, reopens: debit.reopens, paidOn: payment.paidAt.day, reversedOn: today,
                progress: building.progress, fullOn: fullOn, stillFullOn: stillFullOn))
    }

    /// The day of the payment by which a unit became fully paid, of those that hold in the order of their receipts, with the
    /// refunds between them.
    private func fullOn(_ unit: UnitAccount) throws(FundsRefusal) -> Day? {
        // What owes nothing was paid before anything came.
        guard unit.due > .zero else { return nil }
        let holding = receipts.values.filter { $0.payment.unit == unit.unit && $0.reversedOn == nil }
        let given = refunds.filter { $0.refund.unit == unit.unit }
        // A refund went between the payment whose number it notes and the next.
        var moves: [(order: Int64, amount: Money, paidOn: Day?)] = []
        for receipt in holding {
            moves.append((2 * receipt.number, receipt.payment.amount, receipt.payment.paidAt.day))
        }
        for refund in given { moves.append((2 * refund.afterReceipt + 1, refund.refund.amount, nil)) }
        var account = UnitAccount(unit: unit.unit, due: unit.due)
        var day: Day?
        for move in moves.sorted(by: { $0.order < $1.order }) {
            if let paidOn = move.paidOn {
                if try account.receive(move.amount).completes { day = paidOn }
            } else if try account.giveBack(move.amount).reopens {
                day = nil
            }
        }
        return day
    }
}
