import Model

/// How far one building's collection has come, and the day on which it reached its threshold.
struct BuildingAccount: Sendable, Equatable {
    let building: BuildingCode
    let units: Int64
    let due: Money
    private(set) var progress: BuildingProgress
    /// Set once, never again.
    private(set) var fundedOn: Day?

    init(building: BuildingCode, units: Int64, due: Money, progress: BuildingProgress, fundedOn: Day? = nil) {
        self.building = building
        self.units = units
        self.due = due
        self.progress = progress
        self.fundedOn = fundedOn
    }

    mutating func add(_ amount: Money, _ credit: UnitAccount.Credit) throws(FundsRefusal) {
        progress = BuildingProgress(
            received: try progress.received.adding(amount, for: "amount"),
            counted: try progress.counted.adding(credit.counted, for: "amount"),
            paidUnits: progress.paidUnits + (credit.completes ? 1 : 0))
    }

    /// Takes back what was added before; the day on which the threshold was reached stays.
    mutating func take(_ amount: Money, _ debit: UnitAccount.Debit) throws(FundsRefusal) {
        progress = BuildingProgress(
            received: try progress.received.subtracting(amount, for: "amount"),
            counted: try progress.counted.subtracting(debit.counted, for: "amount"),
            paidUnits: progress.paidUnits - (debit.reopens ? 1 : 0))
    }

    /// Notes that the threshold is reached.
    ///
    /// - Returns: whether it was not reached before; the fact is published exactly then.
    mutating func fund(under mandate: Mandate.Collect, on today: Day) -> Bool {
        guard fundedOn == nil, reaches(mandate) else { return false }
        fundedOn = today
        return true
    }

    /// 达到: exactly the threshold is enough (R-X-01, R-F-36).
    func reaches(_ mandate: Mandate.Collect) -> Bool {
        switch mandate.basis {
        case .amount: mandate.threshold.isReached(by: progress.counted.fen, of: due.fen, .atLeast)
        case .households: mandate.threshold.isReached(by: progress.paidUnits, of: units, .atLeast)
        }
    }

    /// What is owed back to owners who paid more than is due; never negative.
    var overpaid: Money { Money(fen: progress.received.fen - progress.counted.fen) }

    /// The fact that the threshold is reached; nil before.
    func funded(in campaign: CampaignID) -> BuildingFunded? {
        guard let fundedOn else { return nil }
        return BuildingFunded(
            campaign: campaign, building: building, due: due, counted: progress.counted, fundedOn: fundedOn)
    }
}
