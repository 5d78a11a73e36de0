import Model

extension Tally {
    /// The result of an item, as docs/bundle.md defines it; alternatives to it are not looked at.
    ///
    /// - Throws: `InvalidValue` for a pack without a threshold that the item needs, `ArithmeticOverflow`.
    func result(of item: AgendaItem, _ returns: Returns = Returns(), by basis: CountingBasis) throws -> ItemResult {
        switch item.form ?? .resolution {
        case .resolution: try resolution(item, returns, basis)
        case .election: try election(item, returns, basis)
        case .petition: petition(item, returns, basis)
        case .endorsement, .survey:
            result(self[.inFavour], self[.against], self[.abstain], returns, basis, .noted)
        case .showOfHands: Self.show(returns, basis)
        }
    }

    /// Area and heads must both reach each threshold: of everybody for participation (R-V-01), of those who took part
    /// for approval.
    ///
    /// Integers are compared, never percentages (R-X-02).
    private func resolution(_ item: AgendaItem, _ returns: Returns, _ basis: CountingBasis) throws -> ItemResult {
        var counted = without(.follow)
        let majority = majority(by: try basis.rules.followedMajority)
        try counted.add(self[.follow], to: majority)
        let counts: Choice? =
            switch basis.rules.silentBallots.policy {
            case .off, .followOption: nil
            case .majority: majority
            case .inFavour: .inFavour
            case .abstain: .abstain
            }
        if let counts { try counted.add(returns.silent, to: counts) }

        let participation = try counted.participation()
        let isApproved = try basis.rules.approval(of: item).isReached(by: counted[.inFavour], of: participation)
        let outcome: ItemResult.Outcome =
            !basis.isQuorate(participation) ? .notQuorate : isApproved ? .passed : .rejected
        return counted.result(
            counted[.inFavour], counted[.against], counted[.abstain], returns, basis, outcome,
            silent: counts == nil || returns.silent.heads == 0 ? nil : returns.silent)
    }

    /// The side that has more; neither where both have as much, or where area and heads have to agree and differ (R-S-06).
    private func majority(by measure: RulePack.FollowedMajority) -> Choice {
        func leads(_ one: Weight, _ other: Weight) -> Bool {
            switch measure {
            case .areaAndHeads: one.area > other.area && one.heads > other.heads
            case .area: one.area > other.area
            case .heads: one.heads > other.heads
            }
        }
        let (inFavour, against) = (self[.inFavour], self[.against])
        return leads(inFavour, against) ? .inFavour : leads(against, inFavour) ? .against : .abstain
    }

    private func petition(_ item: AgendaItem, _ returns: Returns, _ basis: CountingBasis) -> ItemResult {
        let isReached =
            item.share?.isReached(by: self[.inFavour].heads, of: basis.electorate.heads, .atLeast) ?? false
        return result(self[.inFavour], .zero, .zero, returns, basis, isReached ? .passed : .rejected)
    }

    private static func show(_ returns: Returns, _ basis: CountingBasis) -> ItemResult {
        func heads(_ number: Int64?) -> Weight { Weight(area: .zero, heads: number ?? 0) }
        return ItemResult(
            electorate: basis.electorate, inFavour: heads(returns.hands?.inFavour),
            against: heads(returns.hands?.against), abstained: heads(returns.hands?.abstained), outcome: .noted)
    }

    private func result(
        _ inFavour: Weight, _ against: Weight, _ abstained: Weight, _ returns: Returns, _ basis: CountingBasis,
        _ outcome: ItemResult.Outcome, silent: Weight? = nil
    ) -> ItemResult {
        ItemResult(
            electorate: basis.electorate, inFavour: inFavour, against: against, abstained: abstained, silent: silent,
            returnedInvalid: returns.invalid.heads == 0 ? nil : returns.invalid, outcome: outcome)
    }
}

extension CountingBasis {
    func isQuorate(_ participation: Weight) -> Bool {
        participation.heads > 0 && rules.participation.isReached(by: participation, of: electorate)
    }
}
