import Model

/// A request to pay somebody for a completed order.
struct Payout: OutgoingPayment, Codable {
    let campaign: CampaignID
    let reference: PaymentReference
    let order: OrderID
    /// A firm; stays in this service and is in no event.
    let payee: PartyName
    let amount: Money

    /// What a payout is judged against.
    struct Circumstances: Sendable, Equatable {
        let order: WorksOrder?
        /// Passed mandates to spend, in the order of their passing.
        let mandates: [SpendMandate]
        /// The buildings that pay to the campaign.
        let buildings: Set<BuildingCode>
        /// What was paid for this order before.
        let paidForOrder: Money
        /// What the campaign's bank account holds.
        let bank: Money
        /// What of that is owed back to owners who paid more than is due.
        let overpaid: Money
        /// Who asked for it last, and for what.
        var request: PayoutRequest?
        let today: Day
        /// Whether the decision that opened the campaign was annulled or revoked.
        var isCampaignSetAside = false
    }

    enum Outcome: Sendable, Equatable {
        /// The mandate is the one whose cap it uses up.
        case made(PayoutMade, Posting, SpendMandate, on: PayoutRequest)
        /// A second person has to ask for the same before money leaves.
        case waiting(isNew: Bool)
    }

    /// Money leaves when two people have asked for the same payout (decision 67); what is wrong with it is told to both.
    ///
    /// - Parameters:
    ///   - circumstances: what it is judged against.
    ///   - person: who asks.
    /// - Returns: what becomes of it.
    /// - Throws: why it cannot be made.
    func decide(_ circumstances: Circumstances, by person: Person) throws(FundsRefusal) -> Outcome {
        try amount.check("amount")
        guard !circumstances.isCampaignSetAside else { throw .mandateSetAside }
        guard let works = circumstances.order, works.campaign == campaign else { throw .orderUnknown(order) }
        guard let completion = works.completion else { throw .orderNotCompleted(order) }
        let mandate = try mandate(for: works.lift.building, in: circumstances)
        let unpaid = try completion.payable.subtracting(circumstances.paidForOrder, for: "amount")
        guard amount <= unpaid else { throw .costExceeded(left: unpaid) }
        let left = try Self.spendable(of: circumstances.bank, owedBack: circumstances.overpaid)
        guard amount <= left else { throw .bankExceeded(left: left) }
        guard let request = try seconding(circumstances.request, by: person) else {
            return .waiting(isNew: circumstances.request?.payment != self)
        }
        let made = PayoutMade(
            campaign: campaign, payout: String(request.number), order: order, amount: amount,
            paidOn: circumstances.today)
        do {
            return .made(made, try .payout(campaign, reference, works.lift, amount), mandate, on: request)
        } catch {
            throw .tooLarge(field: "amount")
        }
    }

    /// What of the campaign's account may leave it: all that is not owed back to owners.
    static func spendable(of bank: Money, owedBack: Money) throws(FundsRefusal) -> Money {
        max(.zero, try bank.subtracting(owedBack, for: "amount"))
    }

    /// The first passed mandate over this money that covers the building and has enough left.
    ///
    /// A campaign that has mandates of its own is paid out under those alone, or their caps would say nothing.
    /// What a part of those who pay decides elsewhere counts for nothing, and so does not count as its own either.
    private func mandate(
        for building: BuildingCode, in circumstances: Circumstances
    ) throws(FundsRefusal) -> SpendMandate {
        let mandates = circumstances.mandates.filter { $0.isDecidedByAll(of: circumstances.buildings, for: campaign) }
        let own = mandates.filter { $0.campaigns?.contains(campaign) ?? false }
        let overThisMoney = own.isEmpty ? mandates.filter { $0.campaigns == nil } : own
        let passed = overThisMoney.filter { $0.spend.scope.covers(building) }
        let covering = passed.filter { !$0.isSetAside }
        if covering.isEmpty, !passed.isEmpty { throw .mandateSetAside }
        if let mandate = covering.first(where: { $0.left >= amount }) { return mandate }
        guard let most = covering.map(\.left).max() else { throw .noMandate(building) }
        throw .capExceeded(left: most)
    }

    func differences(from other: Payout) -> [String] {
        var fields: [String] = []
        if order != other.order { fields.append("order") }
        if payee != other.payee { fields.append("payee") }
        if amount != other.amount { fields.append("amount") }
        return fields
    }
}

/// A passed item that allows money to be spent, and how much of it was.
struct SpendMandate: Sendable, Equatable {
    let assembly: AssemblyID
    let item: ItemID
    let spend: Mandate.Spend
    /// The campaigns that its assembly opened.
    var opened: [CampaignID] = []
    /// Whether one of its assembly waits for the roll: it has no code yet, but its money is what was meant.
    var opensLater = false
    let used: Money
    /// Whether it was annulled or revoked: nothing more is paid under it.
    var isSetAside = false

    /// Whose money it allows to spend: the campaign that it names, or else those of its assembly; nil, that of any campaign that
    /// has no mandate of its own, where there are none.
    var campaigns: [CampaignID]? {
        if let campaign = spend.campaign { return [campaign] }
        return opened.isEmpty && !opensLater ? nil : opened
    }

    /// Whether all who pay to the campaign had a vote on it: in the assembly that opened the campaign, or because its
    /// scope, which is never wider than the electorate, leaves out none of their buildings (R-V-12).
    func isDecidedByAll(of buildings: Set<BuildingCode>, for campaign: CampaignID) -> Bool {
        opened.contains(campaign) || buildings.allSatisfy { spend.scope.covers($0) }
    }

    /// Never negative, because no payout is made beyond it.
    var left: Money { Money(fen: max(0, spend.cap.fen - used.fen)) }
}

/// A payout in the books, with the vote that allowed it.
struct MadePayout: Sendable, Equatable, Codable {
    let payout: Payout
    let assembly: AssemblyID
    let item: ItemID
    let paidOn: Day
}
