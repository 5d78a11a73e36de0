import Model

/// Whether the ballots service would take every vote of `votes.csv`, after all that a story brings it of the same head.
extension Scenario {
    /// - Throws: `ScenarioFault` with the place of the first vote that it would refuse.
    func checkSecondVotes(of book: ScenarioBook) throws {
        let community = book.facts.code
        var rolls = FrozenRolls(scenario: self, community: community)
        var heads = HeadVotes(mayChange: book.rules.allowsVoteChange)
        for day in days {
            // A day's votes come after its steps.
            for step in script.steps where step.day == day && self.community(of: step) == community {
                for ballot in ballots(of: step) {
                    let owners = rolls.owners(of: ballot.unit, in: ballot.assembly)
                    if !owners.isEmpty { heads.bring(ballot, of: owners) }
                }
            }
            for vote in votes[day] ?? [] where vote.community == community {
                let ballot = Ballot(
                    assembly: vote.assembly, item: vote.item, unit: vote.unit, place: vote.place,
                    ticks: Set(vote.choice.split(separator: "+")))
                let owners = rolls.owners(of: vote.unit, in: vote.assembly)
                guard !owners.isEmpty else {
                    throw vote.fault("\(vote.unit) is on the roll only after \(vote.assembly) is opened")
                }
                if let refusal = heads.cast(ballot, by: vote.holder, of: owners) {
                    throw vote.fault("\(vote.unit) votes on item \(vote.item) \(refusal)")
                }
            }
        }
    }

    /// The papers and the votes of a platform that a step brings, but for papers that are no vote.
    private func ballots(of step: ScenarioScript.Step) -> [Ballot] {
        var ballots: [Ballot] = []
        if let table = step.papers {
            // A batch has thousands of papers on a few items.
            let elections = items(of: table.assembly, in: community(of: step)).compactMap { item in
                item.election.map { (item.code, $0.seats) }
            }
            let seats = Dictionary(elections) { first, _ in first }
            for paper in tables.papers[table.file] ?? [] {
                guard let ticks = paper.choice?.split(separator: "+") else { continue }
                // With more ticks than there are seats it is invalid (R-E-09).
                if let most = seats[paper.item], ticks.count > most { continue }
                ballots.append(
                    Ballot(
                        assembly: table.assembly, item: paper.item, unit: paper.unit,
                        place: "\(table.file), line \(paper.line)", ticks: Set(ticks)))
            }
        }
        if let table = step.official {
            for vote in tables.official[table.file] ?? [] {
                ballots.append(
                    Ballot(
                        assembly: table.assembly, item: vote.item, unit: vote.unit,
                        place: "\(table.file), line \(vote.line)", ticks: Set(vote.choice.split(separator: "+"))))
            }
        }
        return ballots
    }
}

/// An answer to one item for one unit, on whatever way it comes.
private struct Ballot {
    let assembly: AssemblyID
    let item: ItemID
    let unit: UnitCode
    /// Where it stands, such as `votes.csv, line 7`.
    let place: String
    /// The word or the candidates that it chooses.
    let ticks: Set<Substring>
}

/// What stands of each head on each item while a story is played (docs/decisions/0011 and 0041).
private struct HeadVotes {
    /// Whether the rules let votes be changed.
    let mayChange: Bool
    var standing: [Question: Standing] = [:]

    /// How often one vote may be changed.
    private static let mostChanges = 20

    /// A head is the set of a unit's owners (docs/decisions/0002).
    struct Question: Hashable {
        let assembly: AssemblyID
        let item: ItemID
        let head: Set<String>

        init(_ ballot: Ballot, of owners: [String]) {
            assembly = ballot.assembly
            item = ballot.item
            head = Set(owners)
        }
    }

    struct Standing {
        var ballot: Ballot
        /// Who cast it electronically for themselves; nil where it came in another way.
        let castBy: String?
        var changes = 0
    }

    /// A ballot that is kept and not counted where the head has voted.
    mutating func bring(_ ballot: Ballot, of owners: [String]) {
        let question = Question(ballot, of: owners)
        if standing[question] == nil { standing[question] = Standing(ballot: ballot, castBy: nil) }
    }

    /// An electronic vote, which is refused where the head has voted, unless it changes that vote.
    ///
    /// - Parameters:
    ///   - ballot: what is cast.
    ///   - holder: who votes for the unit's voter; nil where that one does.
    ///   - owners: those of the unit, the voter first.
    /// - Returns: why it is refused, as it goes on after the item; nil where it is taken.
    mutating func cast(_ ballot: Ballot, by holder: String?, of owners: [String]) -> String? {
        let (question, caster) = (Question(ballot, of: owners), holder ?? owners.first)
        guard let before = standing[question] else {
            standing[question] = Standing(ballot: ballot, castBy: caster == owners.first ? caster : nil)
            return nil
        }
        let other = before.ballot.unit == ballot.unit ? "" : ", for \(before.ballot.unit) of the same owners"
        let again = "a second time, after \(before.ballot.place)\(other)"
        guard mayChange else { return again }
        guard let caster, before.castBy == caster else {
            return "\(again); only whoever cast that one for themselves may change it"
        }
        guard before.changes < Self.mostChanges else {
            return "\(again); a vote is changed \(Self.mostChanges) times at most"
        }
        guard before.ballot.ticks != ballot.ticks else { return "\(again); whoever changes a vote chooses otherwise" }
        standing[question]?.ballot = ballot
        standing[question]?.changes += 1
        return nil
    }
}
