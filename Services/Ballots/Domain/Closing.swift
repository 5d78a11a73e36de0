import Model

/// The end of an assembly: the count and what was decided.
struct Closing: Sendable, Equatable {
    let closed: AssemblyClosed
    let passed: [ResolutionPassed]
    let notPassed: [ResolutionNotPassed]
}

extension Assembly {
    /// Counts the open assembly.
    ///
    /// `now` is the database's clock, read under the shard's lock: no vote can be on its way.
    ///
    /// `mayBeEarly` says whether the assembly may be closed before `papersUntil` although a ballot could still come.
    /// Only a district that plays a scenario does, where months pass in a minute; elsewhere whoever closes would choose
    /// the count that they like.
    ///
    /// - Throws: `BallotsError`; `InvalidValue` or `ArithmeticOverflow` where rules or areas are impossible.
    func close(
        at now: Timestamp, tallies: [ItemID: Tally], returns: [ItemID: Returns] = [:], rules: RulePack, mayBeEarly: Bool
    ) throws -> Closing {
        guard let basis, closedAt == nil else { throw BallotsError.notOpenYet(id) }
        let tallies = items.map { tallies[$0.item] ?? Tally() }
        let isEverybodyHeard = try zip(items, tallies).allSatisfy { item, tally in
            // Hands are no ballots; until they were counted they can still come.
            item.form == .showOfHands
                ? returns[item.item]?.hands != nil
                : try tally.participation().heads == basis.electorate.heads
        }
        // Nobody is heard for good who may still change their vote, which ends with the voting.
        let due = !isEverybodyHeard ? papersUntil : rules.allowsVoteChange ? closesAt : now
        guard mayBeEarly || now >= due else { throw BallotsError.notDue(id, due: due, now: now) }
        let counting = CountingBasis(electorate: basis.electorate, rules: rules, rollHash: basis.rollHash)
        let counted = counting.settle(
            try zip(items, tallies).map { item, tally in
                (item, try tally.result(of: item, returns[item.item] ?? Returns(), by: counting))
            })
        return Closing(
            closed: AssemblyClosed(assembly: id, items: counted.map { CountedItem(item: $0.item, result: $1) }),
            // What is only noted decides nothing, so it neither passes nor fails.
            passed: counted.filter { $1.outcome == .passed }.map { item, result in
                ResolutionPassed(
                    assembly: id, item: item.item, title: item.title, kind: item.kind, mandate: item.mandate,
                    result: result)
            },
            notPassed: counted.filter { $1.outcome != .passed && $1.outcome != .noted }.map { item, result in
                ResolutionNotPassed(
                    assembly: id, item: item.item, title: item.title, kind: item.kind, result: result)
            })
    }
}
