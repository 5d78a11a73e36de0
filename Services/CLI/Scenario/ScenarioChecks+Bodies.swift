import Model

/// Whether the registry would take what a story says of applications and of who manages a community.
extension Scenario {
    // MARK: - Managing

    /// What is wrong with a step about who manages a community, as it goes on after its place; nil where nothing is.
    func fault(ofManaging step: ScenarioScript.Step, _ soFar: StorySoFar) throws -> String? {
        guard let manage = step.manage else { return nil }
        if let last = soFar.managed, last.since == step.day, last.manage != manage {
            return ".manage: who manages it from \(step.day) on is said before"
        }
        guard let until = manage.until else {
            return manage.mode.isTemporary ? ".manage.until: is needed, because the mode is temporary" : nil
        }
        guard until >= step.day else { return ".manage.until: \(until) is before the step's day, \(step.day)" }
        guard manage.mode == .emergency else { return nil }
        let longest = try book(of: community(of: step)).rules.period(.emergencyService)
        do {
            let last = try WorkCalendar.announced().lastDay(of: longest, after: step.day)
            return until <= last ? nil : ".manage.until: the rules let an emergency service last until \(last) at most"
        } catch let error as YearNotLoaded {
            return ".manage.until: \(error)"
        }
    }

    // MARK: - Results

    /// What is wrong with a step that goes by an item's result, as it goes on after its place; nil where nothing is.
    func fault(ofResult step: ScenarioScript.Step, after steps: ArraySlice<ScenarioScript.Step>) -> String? {
        guard let result = step.result else { return nil }
        let community = community(of: step)
        let isClosed = steps.contains { $0.close == result.assembly && self.community(of: $0) == community }
        return isClosed
            ? nil
            : (step.apply == nil ? ".seat.elected" : ".apply.petition")
                + ": no step before it closes \(result.assembly)"
    }

    // MARK: - Applying

    /// - Throws: `ScenarioFault` with the step of the first application that too few make.
    func checkApplications() throws {
        let steps = played
        for (index, number) in order.enumerated() {
            if let fault = try fault(ofApplying: steps[index], after: steps[..<index]) {
                throw ScenarioFault(file: "scenario.yaml", reason: place(ofStep: number) + fault)
            }
        }
    }

    /// What is wrong with an application for a property management committee, as it goes on after the step's place; nil
    /// where nothing is.
    ///
    /// Who signs a petition is counted from the story's tables as if every ballot were valid: there are at most so many.
    private func fault(
        ofApplying step: ScenarioScript.Step, after steps: ArraySlice<ScenarioScript.Step>
    ) throws -> String? {
        guard let apply = step.apply else { return nil }
        let community = community(of: step)
        let all = heads(of: owners(of: community, after: steps), in: community)
        var (place, applicants) = (".apply.applicants", apply.applicants ?? 0)
        if let petition = apply.petition {
            let (signed, asked) = signatories(of: petition, in: community)
            if let share = item(petition.item, of: petition.assembly, in: community)?.share,
                !share.isReached(by: signed, of: asked, .atLeast)
            {
                let few = "\(signed) of \(English.counted(asked, "owner"))"
                return ".apply.petition: at most \(few) sign it, and it takes \(Self.least(share, of: asked))"
            }
            (place, applicants) = (".apply.petition", signed)
        } else {
            guard (1...max(1, all)).contains(applicants) else {
                return "\(place): must lie between 1 and the \(English.counted(all, "owner")) of the roll"
            }
        }
        let share = try book(of: community).rules.ratio(.pmcApplication)
        guard !share.isReached(by: applicants, of: all, .atLeast) else { return nil }
        let few = "\(applicants) of \(English.counted(all, "owner"))"
        return "\(place): \(few) apply, and the rules ask for \(Self.least(share, of: all))"
    }

    /// The fewest of so many who reach a share of them.
    private static func least(_ share: Ratio, of all: Int64) -> Int64 {
        // No roll has so many heads that this were too much for 64 bits.
        (all * share.numerator + share.denominator - 1) / share.denominator
    }

    /// How many heads sign a petition at most, and of how many.
    private func signatories(
        of petition: ScenarioScript.ItemPlace, in community: CommunityID
    ) -> (signed: Int64, asked: Int64) {
        let owners = owners(of: community, in: petition.assembly)
        let convened = script.steps.filter { self.community(of: $0) == community }.compactMap(\.convene)
        let scope = convened.first { $0.code == petition.assembly }?.scope
        var signing: Set<UnitCode> = []
        for vote in votes.values.joined()
        where vote.community == community && vote.assembly == petition.assembly && vote.item == petition.item {
            signing.insert(vote.unit)
        }
        for step in script.steps where self.community(of: step) == community {
            if let table = step.papers, table.assembly == petition.assembly {
                signing.formUnion(
                    (tables.papers[table.file] ?? []).filter { $0.item == petition.item && $0.choice != nil }
                        .map(\.unit))
            }
            if let table = step.official, table.assembly == petition.assembly {
                signing.formUnion(
                    (tables.official[table.file] ?? []).filter { $0.item == petition.item }.map(\.unit))
            }
        }
        let electorate = owners.filter { scope?.includes($0.key) ?? true }
        return (
            signed: heads(of: electorate.filter { signing.contains($0.key) }, in: community),
            asked: heads(of: electorate, in: community)
        )
    }

    /// The heads of those of the units that count: as many as there are groups of owners (docs/decisions/0002).
    private func heads(of units: [UnitCode: [String]], in community: CommunityID) -> Int64 {
        let parking: Set<UnitCode> =
            book(of: community).facts.parkingCounts
            ? [] : Set(self.units(of: community).filter(\.isParking).map(\.code))
        return Int64(Set(units.filter { !parking.contains($0.key) }.values.map { Set($0) }).count)
    }

    // MARK: - Nominating

    /// What is wrong with somebody who stands no longer, as it goes on after the step's place; nil where nothing is.
    ///
    /// Once an election is opened nobody leaves its list, and once it is convened only who has no vote any more
    /// (docs/decisions/0042).
    func fault(
        ofWithdrawal step: ScenarioScript.Step, _ soFar: StorySoFar, after steps: ArraySlice<ScenarioScript.Step>
    ) -> String? {
        guard let withdrawal = step.withdrawNominee else { return nil }
        let (name, nominee) = (withdrawal.round, withdrawal.ownerRef)
        guard let round = soFar.rounds[name] else {
            return ".withdrawNominee.round: no step before it opens the round \(name)"
        }
        guard round.nominees.contains(nominee) else {
            return ".withdrawNominee.ownerRef: no step before it nominates \(nominee) for \(name)"
        }
        guard round.stands(nominee) else { return ".withdrawNominee.ownerRef: \(nominee) withdrew before" }
        let community = community(of: step)
        let counting = owners(of: community, after: steps).filter { $0.value.contains(nominee) }
        let hasVote = heads(of: counting, in: community) > 0
        let earlier = steps.filter { self.community(of: $0) == community }
        for convene in earlier.compactMap(\.convene) {
            let contests = convene.items.compactMap(\.election).filter { $0.round == name }
            let isOpened = earlier.contains { $0.open == convene.code }
            // What was convened by a list that was posted anew since holds nobody.
            let isHeld = contests.contains(where: round.isList)
            guard !contests.isEmpty, isOpened || (isHeld && hasVote) else { continue }
            return ".withdrawNominee.round: the list of \(name) is voted on in \(convene.code)"
        }
        return nil
    }

    /// What is wrong with whom a step leaves on a round's list, as it goes on after its place; nil where nothing is.
    ///
    /// A joint nomination is accepted with as many supporters as the rules ask for (R-E-01).
    func fault(ofSupport step: ScenarioScript.Step, _ soFar: StorySoFar) throws -> String? {
        guard let screen = step.screen, let round = soFar.rounds[screen.round] else { return nil }
        let least = try book(of: community(of: step)).rules.count(.jointNominationLeast)
        for nominee in round.nominees where round.stands(nominee) && screen.refused?.contains(nominee) != true {
            guard let supporters = round.supporters[nominee], supporters < least else { continue }
            return ".screen: \(nominee) is nominated with \(English.counted(supporters, "supporter")), "
                + "and the rules ask for \(least)"
        }
        return nil
    }
}
