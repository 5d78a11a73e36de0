import Model

/// An assembly as somebody wants to convene it.
struct Proposal: Sendable, Equatable {
    let assembly: AssemblyID
    let title: String
    let closesAt: Timestamp
    let items: [AgendaItem]
    var terms = Terms()
    /// How candidates present themselves; no part of what is announced in events.
    var presentations: Presentations = [:]
    /// The rounds of nominations whose posted lists its elections vote on.
    var rounds: [ItemID: RoundCode] = [:]
    /// What is said for it where it is the owners' first meeting.
    var firstMeeting: FirstMeeting?

    static let itemLimit = 40
    static let candidateLimit = Election.candidateLimit
    static let titleLimit = 200

    /// The names of the campaigns that its items would open.
    var campaigns: [CampaignID] { items.compactMap(campaign) }

    /// The campaigns whose money its items would allow to spend.
    var spentCampaigns: [CampaignID] {
        items.compactMap { item in
            guard case .spend(let spend) = item.mandate else { return nil }
            return spend.campaign
        }
    }

    /// Nil for an item that collects nothing, and where the codes are too long for a name.
    private func campaign(_ item: AgendaItem) -> CampaignID? {
        guard case .collect = item.mandate else { return nil }
        return CampaignID(of: item.item, in: assembly)
    }

    /// The fact that it is convened, if nothing is wrong with it.
    ///
    /// No item may name a campaign as one of `campaigns`, those of other assemblies. Assembly `a` with item `b-c` and
    /// assembly `a-b` with item `c` name the same one, and of two mandates under one name only the first would ever collect.
    ///
    /// - Parameters:
    ///   - now: the database's clock; the voting ends later.
    ///   - today: the district's day.
    ///   - campaigns: by their names, the mandates of the items of other assemblies that have them.
    ///   - places: what the roll says of the buildings to which seats are allotted; nil where it is not known yet.
    ///   - differential: how many more than there are seats have to stand (R-E-03); nil where the rules do not say.
    ///   - elections: what the rules say of elections; nil where there are none yet.
    ///   - earliestClosing: when a voting that opens as soon as the rules let it may end; nil where that is not known yet.
    /// - Returns: that fact.
    /// - Throws: `BallotsError.proposal` with all faults at once.
    func convene(
        at now: Timestamp, today: Day, campaigns: [CampaignID: Mandate] = [:], places: RollPlaces? = nil,
        differential: Ratio? = nil, elections: ElectionRules? = nil, earliestClosing: Timestamp? = nil
    ) throws(BallotsError) -> AssemblyConvened {
        let faults =
            ProposalFault.ofTitle(title, in: "title") + closingFaults(now, earliestClosing) + agendaFaults(campaigns)
            + candidateFaults(differential) + (elections.map(electionFaults) ?? []) + allotmentFaults(on: places)
            + terms.faults(for: assembly, closesAt: closesAt, items: items, today: today)
            + (firstMeeting?.faults(convener: terms.convener, today: today) ?? [])
        guard faults.isEmpty else { throw .proposal(faults) }
        return AssemblyConvened(
            assembly: assembly, title: title, closesAt: closesAt, items: items, form: terms.form,
            convener: terms.convener, electorate: terms.electorate,
            papersUntil: terms.papersUntil == closesAt ? nil : terms.papersUntil, noticeOn: terms.noticeOn ?? today,
            isInterim: terms.isInterim ? true : nil, revoteOf: terms.revoteOf,
            documents: terms.documents.isEmpty ? nil : terms.documents)
    }

    private func closingFaults(_ now: Timestamp, _ earliest: Timestamp?) -> [ProposalFault] {
        guard closesAt > now else { return [ProposalFault("closesAt", .past(now))] }
        guard let earliest, closesAt < earliest else { return [] }
        return [ProposalFault("closesAt", .before(earliest))]
    }

    private func agendaFaults(_ campaigns: [CampaignID: Mandate]) -> [ProposalFault] {
        guard !items.isEmpty else { return [ProposalFault("items", .empty)] }
        guard items.count <= Self.itemLimit else { return [ProposalFault("items", .tooMany(limit: Self.itemLimit))] }
        var seen: Set<ItemID> = []
        return items.enumerated().flatMap { index, item in
            let field = "items[\(index)]"
            let repeated = seen.insert(item.item).inserted ? [] : [ProposalFault("\(field).code", .repeated)]
            return repeated + ProposalFault.ofTitle(item.title, in: "\(field).title") + item.formFaults(in: field)
                + mandateFaults(item, campaigns, in: field)
        }
    }

    private func allotmentFaults(on places: RollPlaces?) -> [ProposalFault] {
        items.enumerated().flatMap { index, item in
            item.election?.allotmentFaults(in: "items[\(index)].election", within: terms.electorate) ?? []
        } + (places.map(items.allotmentFaults) ?? [])
    }

    private func electionFaults(_ rules: ElectionRules) -> [ProposalFault] {
        items.enumerated().flatMap { index, item -> [ProposalFault] in
            guard let election = item.election else { return [] }
            return rules.faults(of: election, for: item.electedBody, in: "items[\(index)].election")
        }
    }

    private func candidateFaults(_ differential: Ratio?) -> [ProposalFault] {
        items.enumerated().flatMap { index, item -> [ProposalFault] in
            guard let election = item.election else { return [] }
            let field = "items[\(index)].election.candidates"
            let least = differential.map(election.leastCandidates) ?? election.seats
            let standing = Int64(election.candidates.count)
            // Fewer than there are seats are named where the item's form is.
            let isShort = standing >= election.seats && standing < least
            let presented = presentations[item.item] ?? [:]
            return (isShort ? [ProposalFault(field, .tooFew(least: least))] : [])
                + election.candidates.enumerated().flatMap { place, candidate in
                    presented[candidate.candidate]?.faults(in: "\(field)[\(place)].presentation") ?? []
                }
        }
    }

    private func mandateFaults(
        _ item: AgendaItem, _ campaigns: [CampaignID: Mandate], in field: String
    ) -> [ProposalFault] {
        guard let mandate = item.mandate else { return [] }
        var faults: [ProposalFault] = []
        let form = item.form ?? .resolution
        if !form.allows(mandate) { faults.append(ProposalFault("\(field).mandate", .notFor(form))) }
        if !mandate.isAllowed(by: item.kind, mixedWith: item.alsoKinds) {
            faults.append(ProposalFault("\(field).kind", .tooWeak(for: mandate)))
        }
        faults += mandate.figureFaults.map { ProposalFault("\(field).mandate.\($0.member)", .init($0.reason)) }
        switch mandate {
        case .collect:
            // The campaign takes its name from the two codes; funds must be able to make one of them, and one of its own.
            if let campaign = campaign(item) {
                if campaigns[campaign] != nil {
                    faults.append(ProposalFault("\(field).code", .campaignTaken(campaign)))
                }
            } else {
                faults.append(ProposalFault("\(field).code", .codesTooLong))
            }
        case .spend(let spend):
            faults += self.faults(of: spend, over: campaigns, in: "\(field).mandate")
        case .seatCommittee(let seat):
            if let kind = seat.bodyKind, kind != .ownersCommittee, kind != .propertyManagementCommittee {
                faults.append(ProposalFault("\(field).mandate.bodyKind", .notElected))
            }
        case .adoptRules, .mergeCommunities: break
        }
        return faults
    }

    /// What is wrong with whose money it is.
    ///
    /// No scope is wider than the electorate, so on one that leaves out nobody who pays to the other assembly's
    /// campaign all of them vote (R-V-12).
    private func faults(
        of spend: Mandate.Spend, over campaigns: [CampaignID: Mandate], in field: String
    ) -> [ProposalFault] {
        guard let campaign = spend.campaign, !self.campaigns.contains(campaign) else { return [] }
        guard case .collect(let collect)? = campaigns[campaign] else {
            return [ProposalFault("\(field).campaign", .unknownCampaign)]
        }
        return spend.scope.covers(collect.scope)
            ? [] : [ProposalFault("\(field).scope.buildings", .leavesOutPayers)]
    }
}

/// What is wrong with one field of a proposal.
struct ProposalFault: Sendable, Equatable {
    let field: String
    let reason: Reason

    enum Reason: Sendable, Equatable {
        case empty
        case tooLong(limit: Int)
        case tooMany(limit: Int)
        case tooLarge(limit: Int64)
        case controlCharacter
        case invisibleCharacter
        case unprintable(Phrase)
        /// It looks like a telephone or a document.
        case personalNumber
        case repeated
        case zero
        case moreThan(Money)
        case dearerThan(UnitPrice)
        /// The works need an inspection that works of the class go without.
        case uninspected
        case past(Timestamp)
        case tooWeak(for: Mandate)
        case codesTooLong
        case campaignTaken(CampaignID)
        /// No item that collects would open it.
        case unknownCampaign
        /// Some who pay to the campaign would have no say in how it is spent.
        case leavesOutPayers
        /// An item of this form must have it.
        case missing(for: ItemForm)
        /// An item of this form cannot have it.
        case notFor(ItemForm)
        case tooFew(least: Int64)
        case atMost(Int64)
        /// Owners elect no body of the kind.
        case notElected
        /// The rules put candidates in another order (R-E-05).
        case rankedBy(Election.Ranking)
        /// The word says something else on a ballot.
        case reserved
        case before(Timestamp)
        case dayAhead(Day)
        /// It burdens owners who have no vote on it.
        case beyondElectorate
        /// Not for a part of the community to decide.
        case ofAllOwners
        /// Seats for a building of which nobody votes.
        case outsideElectorate
        /// The seats of all buildings are not those of the election.
        case notTheSum(of: Int64)
        /// A building has more seats than candidates.
        case moreThanCandidates(Int64)
        /// No seats are allotted to the building.
        case notAllotted
        /// The roll has no such building.
        case notOnRoll
        /// The candidate owns no unit in the building.
        case noUnitThere
        /// The candidate owns no unit that counts (R-B-07).
        case ownsNothing
        /// Only a joint nomination has supporters.
        case onlyJoint
        case unknownRound
        /// The round's list is not posted.
        case notPosted
        /// It is not what the round of nominations says.
        case notOfRound
        case dayBehind(Day)
        /// Only the preparatory group calls the first meeting.
        case onlyFirstMeeting
        /// The developer asks for itself.
        case onlyOwners
    }

    init(_ field: String, _ reason: Reason) {
        self.field = field
        self.reason = reason
    }

    /// What is wrong with a short text that is announced.
    static func ofTitle(_ title: String, in field: String) -> [ProposalFault] {
        switch WrittenLine.fault(in: title, atMost: Proposal.titleLimit) {
        case nil: []
        case .empty?: [ProposalFault(field, .empty)]
        case .tooLong?: [ProposalFault(field, .tooLong(limit: Proposal.titleLimit))]
        case .controlCharacter?: [ProposalFault(field, .controlCharacter)]
        case .invisibleCharacter?: [ProposalFault(field, .invisibleCharacter)]
        }
    }
}

extension ProposalFault.Reason {
    fileprivate init(_ reason: Mandate.FigureFault.Reason) {
        self =
            switch reason {
            case .zero: .zero
            case .empty: .empty
            case .repeated: .repeated
            case .dearerThan(let most): .dearerThan(most)
            case .moreThan(let most): .moreThan(most)
            case .uninspected: .uninspected
            }
    }
}
