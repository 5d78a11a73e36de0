import Model

/// What a pack says of elections beside how many stand and since when the list is posted; nil where it does not speak of it.
struct ElectionRules: Sendable, Equatable {
    /// How candidates are put in order (R-E-05).
    var ranking: Election.Ranking?
    /// How many alternates of an owners' committee there may be, as a share of its seats (R-E-07).
    var alternates: Ratio?
    /// With fewer members there is no owners' committee, and none without that share of the seats (R-E-06).
    var committeeLeast: Int64?
    var committeeRemaining: Ratio?
    var committeeRemainingComparison = Ratio.Comparison.moreThan
    /// With fewer members there is no property management committee (docs/rules.md).
    var managementLeast: Int64?

    /// The figures of a community by which small ones have their own least size (R-B-02).
    struct Size: Sendable, Equatable {
        /// Dwellings; where there are none, the units that count.
        let households: Int64
        let area: Area
    }

    /// `size` is nil where the roll is not known yet: then the smallest size that the community may have is enough.
    ///
    /// - Throws: `LifecycleRefusal.rulesLack`
    init(_ pack: RulePack, for size: Size?) throws(LifecycleRefusal) {
        func value<Value>(
            _ key: RuleKey, _ read: (RuleKey) throws(InvalidValue) -> Value
        ) throws(LifecycleRefusal) -> Value? {
            guard pack.parameters?[key] != nil else { return nil }
            do throws(InvalidValue) { return try read(key) } catch { throw .rulesLack(key) }
        }
        ranking = try value(.electionRanking, pack.word).flatMap(Election.Ranking.init(rawValue:))
        alternates = try value(.alternatesShare, pack.ratio)
        committeeRemaining = try value(.committeeRemaining, pack.ratio)
        if try value(.committeeRemainingComparison, pack.word) == "atLeast" { committeeRemainingComparison = .atLeast }
        managementLeast = try value(.pmcSizeLeast, pack.count)
        committeeLeast = try value(.committeeSizeLeast, pack.count)
        if let least = committeeLeast, let small = try value(.committeeSizeSmall, pack.count) {
            let households = try value(.committeeSmallHouseholds, pack.count)
            let metres = try value(.committeeSmallArea, pack.count)
            if let size {
                // A million square metres times a hundred fits.
                // Nought is no number of households: the rules then go by the area alone.
                let isSmall =
                    households.map { size.households > 0 && size.households <= $0 } ?? false
                    || metres.map { size.area <= Area(hundredths: $0 * 100) } ?? false
                committeeLeast = isSmall ? small : least
            } else {
                committeeLeast = min(least, small)
            }
        }
    }
}

extension ElectionRules {
    /// In what the election is not as the rules have it.
    func faults(of election: Election, for body: BodyKind, in field: String) -> [ProposalFault] {
        var faults: [ProposalFault] = []
        if let ranking, election.ranking != ranking {
            faults.append(ProposalFault("\(field).ranking", .rankedBy(ranking)))
        }
        // Other numbers of seats are no numbers of seats.
        guard (1...Int64(Proposal.candidateLimit)).contains(election.seats) else { return faults }
        if body == .ownersCommittee, let alternates {
            let most = election.seats * alternates.numerator / alternates.denominator
            if election.alternates > most { faults.append(ProposalFault("\(field).alternates", .atMost(most))) }
        }
        if let least = least(of: election.seats, for: body), election.least < least {
            faults.append(ProposalFault("\(field).least", .tooFew(least: least)))
        }
        return faults
    }

    /// With how many members a body of so many seats can be there at all.
    private func least(of seats: Int64, for body: BodyKind) -> Int64? {
        switch body {
        case .ownersCommittee:
            guard let share = committeeRemaining else { return committeeLeast }
            let (whole, rest) = (seats * share.numerator).quotientAndRemainder(dividingBy: share.denominator)
            let enough = committeeRemainingComparison == .moreThan || rest > 0 ? whole + 1 : whole
            return max(enough, committeeLeast ?? enough)
        case .propertyManagementCommittee: return managementLeast
        case .preparatoryGroup, .jointBody: return nil
        }
    }
}

extension AgendaItem {
    /// The body that is elected; an owners' committee where nobody says that it is another (Civil Code article 278).
    var electedBody: BodyKind {
        guard case .seatCommittee(let seat) = mandate else { return .ownersCommittee }
        return seat.bodyKind ?? .ownersCommittee
    }
}

extension [AgendaItem] {
    /// - Throws: `LifecycleRefusal.electionAgainstRules` with everything in which elections differ from the rules.
    func checkElections(by rules: ElectionRules) throws(LifecycleRefusal) {
        let faults = flatMap { item in
            item.election.map { rules.faults(of: $0, for: item.electedBody, in: "\(item.item).election") } ?? []
        }
        guard faults.isEmpty else { throw .electionAgainstRules(faults) }
    }
}
