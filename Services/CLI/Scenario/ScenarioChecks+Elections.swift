import Model

/// Whether the elections of a story are as its rule packs have them, as far as no roll decides.
extension Scenario {
    /// What is wrong with an item's election, as it goes on after the item's place; nil where nothing is.
    func fault(ofElection item: ScenarioScript.Item, in community: CommunityID) throws -> String? {
        guard let contest = item.election else { return nil }
        let rules = book(of: community).rules
        let ranking = try rules.word(.electionRanking)
        guard contest.ranking.rawValue == ranking else { return ".election.ranking: the rules rank by \(ranking)" }
        let seats = English.counted(contest.seats, "seat")
        let standing = Int64(contest.candidates.count)
        let wanted = contest.seats + Self.roundedUp(try rules.ratio(.electionDifferential), of: contest.seats)
        guard standing >= wanted else {
            return ".election.candidates: the rules ask for \(wanted) of them, for \(seats)"
        }
        let body = item.electedBody
        if body == .ownersCommittee {
            let share = try rules.ratio(.alternatesShare)
            let most = contest.seats * share.numerator / share.denominator
            guard contest.alternates <= most else {
                return ".election.alternates: the rules let there be \(most), for \(seats)"
            }
        }
        guard let least = try Self.least(of: contest.seats, for: body, by: rules), contest.least < least else {
            return nil
        }
        return ".election.least: the rules ask for \(English.counted(least, "member")) at least"
    }

    /// With how many members a body of so many seats can be there at all, in a community that is as small as may be.
    private static func least(of seats: Int64, for body: BodyKind, by rules: RulePack) throws -> Int64? {
        switch body {
        case .ownersCommittee:
            let share = try rules.ratio(.committeeRemaining)
            let isStrict = try rules.word(.committeeRemainingComparison) != "atLeast"
            let enough = isStrict ? seats * share.numerator / share.denominator + 1 : roundedUp(share, of: seats)
            return max(enough, min(try rules.count(.committeeSizeLeast), try rules.count(.committeeSizeSmall)))
        case .propertyManagementCommittee: return try rules.count(.pmcSizeLeast)
        case .preparatoryGroup, .jointBody: return nil
        }
    }

    /// Seats are at most as many as candidates, which are few.
    private static func roundedUp(_ share: Ratio, of seats: Int64) -> Int64 {
        (seats * share.numerator + share.denominator - 1) / share.denominator
    }

    /// What is wrong with opening an election so soon after its list was posted, or after it was posted anew without
    /// somebody who stands there, as it goes on after the step's place; nil where nothing is (R-E-02).
    func fault(ofPosting step: ScenarioScript.Step, _ soFar: StorySoFar) throws -> String? {
        guard let assembly = step.open else { return nil }
        let community = community(of: step)
        let rules = book(of: community).rules
        for item in items(of: assembly, in: community) {
            guard let contest = item.election, let name = contest.round, let round = soFar.rounds[name],
                let posted = round.postedOn
            else { continue }
            guard round.isList(of: contest) else {
                return ".open: the list of \(name) was posted anew on \(posted), after \(assembly) was convened by it"
            }
            for key in [RuleKey.candidatesPosted, .candidatesBefore] {
                do {
                    let earliest = try WorkCalendar.announced().dayAfter(rules.period(key), from: posted)
                    guard step.day >= earliest else {
                        return ".open: not before \(earliest), since the list of \(name) was posted on \(posted)"
                    }
                } catch let error as YearNotLoaded {
                    return ".open: \(error)"
                }
            }
        }
        return nil
    }
}

extension ScenarioScript.Item {
    /// The body that is elected; an owners' committee where nobody says that it is another.
    fileprivate var electedBody: BodyKind {
        guard case .seatCommittee(let seat)? = mandate else { return .ownersCommittee }
        return seat.bodyKind ?? .ownersCommittee
    }
}
