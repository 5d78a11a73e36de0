import Model

/// A request to take a recorded advance back out of the books, as a whole (R-F-33, decision 70).
struct AdvanceReversal: Sendable, Equatable, Codable {
    let campaign: CampaignID
    let advance: AdvanceID
    /// For those who look at the books; the second person writes their own.
    let reason: ReversalReason

    /// Who has asked for it.
    struct Request: Sendable, Equatable {
        /// Its row.
        let number: Int64
        let reason: ReversalReason
        /// The subject of the token under which it came.
        let enteredBy: String
        /// The account behind it.
        let person: String

        /// Whether it was this person who asked, under whichever subject and account.
        func isBy(_ other: Person) -> Bool { other.isCalled(person) || other.isCalled(enteredBy) }
    }

    /// What a reversal is judged against.
    struct Circumstances: Sendable, Equatable {
        let advance: Advance
        /// What of it the books say is owed.
        let owed: Money
        /// What the accepted works on each lift took of what was lent for them, less what earlier advances had lent.
        let accepted: [LiftCode: Money]
        /// Its lifts on which works of the campaign have begun.
        let begun: Set<LiftCode>
        /// Its lifts for which another advance of the campaign holds.
        let alsoLentFor: Set<LiftCode>
        /// The buildings that have reached their threshold.
        let funded: Set<BuildingCode>
        /// Who asked for it last.
        var request: Request?
        let today: Day
    }

    enum Outcome: Sendable, Equatable {
        case made(AdvanceReversed, Posting, on: Request)
        /// It is in the books already; the reason there stays.
        case repeated(on: Day)
        /// A second person has to ask for it too.
        case waiting(isNew: Bool)
    }

    /// Takes an advance back when two people have asked for it.
    ///
    /// Nothing was paid back of it, and no works rest on it alone.
    ///
    /// - Parameters:
    ///   - circumstances: what it is judged against.
    ///   - person: who asks.
    /// - Returns: what becomes of it.
    /// - Throws: why it cannot be taken back, to the first as to the second.
    func decide(_ circumstances: Circumstances, by person: Person) throws(FundsRefusal) -> Outcome {
        let advance = circumstances.advance
        if let day = advance.reversedOn { return .repeated(on: day) }
        let repaid = try advance.amount.subtracting(circumstances.owed, for: "advance")
        guard repaid == .zero else { throw .advanceRepaid(repaid) }
        let lifts = advance.lifts.map(\.lift).sorted()
        if let lift = lifts.first(where: { circumstances.works(restOn: $0) }) { throw .worksRestOn(lift) }
        guard let request = circumstances.request, !request.isBy(person) else {
            return .waiting(isNew: circumstances.request?.reason != reason)
        }
        let reversed = AdvanceReversed(
            campaign: advance.campaign, advance: advance.id, amount: advance.amount,
            uncovered: lifts.filter { !circumstances.isThereOtherMoney(for: $0) }, reversedOn: circumstances.today)
        do {
            return .made(reversed, try .reversal(of: advance), on: request)
        } catch {
            throw .tooLarge(field: "amount")
        }
    }
}

extension AdvanceReversal.Circumstances {
    /// Whether works on the lift took what the advance lent for it, or have begun on the strength of it alone.
    fileprivate func works(restOn lift: LiftCode) -> Bool {
        if let taken = accepted[lift], taken > .zero { return true }
        return begun.contains(lift) && !isThereOtherMoney(for: lift)
    }

    fileprivate func isThereOtherMoney(for lift: LiftCode) -> Bool {
        alsoLentFor.contains(lift) || funded.contains(lift.building)
    }
}

/// A reversal of an advance in the books.
struct MadeAdvanceReversal: Sendable, Equatable, Codable {
    let reversal: AdvanceReversal
    let amount: Money
    /// Nil while it waits for a second person.
    let reversedOn: Day?
}
