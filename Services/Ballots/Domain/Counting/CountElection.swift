import Model

extension Tally {
    /// Who is elected (R-E-04…09, docs/bundle.md).
    ///
    /// - Throws: `InvalidValue` for a pack without a threshold that the election needs, `ArithmeticOverflow`.
    func election(_ item: AgendaItem, _ returns: Returns, _ basis: CountingBasis) throws -> ItemResult {
        guard let election = item.election else { throw InvalidValue("item", "is an election without candidates") }
        let participation = try participation()
        let ranked = try ranked(election, item, participation, basis)
        let isVoid = try basis.rules.voids(returns.paperCount, isRegisterComplete: returns.isRegisterComplete)
        let isQuorate = basis.isQuorate(participation)
        let approval = try basis.rules.approval(of: item)
        let supported =
            isVoid || !isQuorate
            ? [] : ranked.filter { approval.isReached(by: $0.votes, of: participation) }.map(\.candidate)
        let elected = election.winners(of: supported, filling: try basis.rules.buildingSeats)
        let others = supported.filter { !elected.contains($0) }
        let isFormed =
            Int64(elected.count) == election.seats
            || (Int64(elected.count) >= election.least && 2 * Int64(elected.count) > election.seats)
        return ItemResult(
            electorate: basis.electorate, inFavour: try votes { $0 != .abstain }, against: .zero,
            abstained: self[.abstain], returnedInvalid: returns.invalid.heads == 0 ? nil : returns.invalid,
            outcome: isVoid ? .void : !isQuorate ? .notQuorate : isFormed ? .passed : .rejected,
            election: ElectionResult(
                elected: elected, alternates: Array(others.prefix(Int(clamping: election.alternates))),
                candidates: ranked))
    }

    private func ranked(
        _ election: Election, _ item: AgendaItem, _ participation: Weight, _ basis: CountingBasis
    ) throws -> [ElectionResult.Votes] {
        try election.candidates.map { candidate in
            let votes = try votes { choice in
                if case .candidates(let ticked) = choice { ticked.contains(candidate.candidate) } else { false }
            }
            let lot = Lot(of: candidate.candidate.description, on: item.item.description, basis.rollHash)
            return (candidate.candidate, Rank(votes, by: election.ranking, of: participation, lot))
        }
        .sorted { $0.1 < $1.1 }
        .map { ElectionResult.Votes(candidate: $0, votes: $1.weight) }
    }

    private func votes(_ isMeant: (Choice) -> Bool) throws(ArithmeticOverflow) -> Weight {
        var sum = Weight.zero
        for (choice, weight) in weights where isMeant(choice) { sum = try sum.adding(weight) }
        return sum
    }
}
