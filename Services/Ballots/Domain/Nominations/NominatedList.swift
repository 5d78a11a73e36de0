import Model

/// What a round says of the election that names it.
struct NominatedList: Sendable {
    let round: NominationRound
    let nominations: [Nomination]
    /// The list as it was last posted, with its key; nil where it was not.
    let posting: (number: Int64, list: NominationPosting)?

    /// What in the item is not as the round has it.
    func faults(against item: AgendaItem, _ election: Election, in field: String) -> [ProposalFault] {
        guard let posting else { return [ProposalFault("\(field).election.round", .notPosted)] }
        var faults: [ProposalFault] = []
        if election.seats != round.seats {
            faults.append(ProposalFault("\(field).election.seats", .notOfRound))
        }
        if case .seatCommittee(let mandate) = item.mandate, mandate.body != round.body {
            faults.append(ProposalFault("\(field).mandate.body", .notOfRound))
        }
        let standing = election.candidates
        if standing.map(\.candidate).sorted() != posting.list.candidates.sorted() {
            faults.append(ProposalFault("\(field).election.candidates", .notOfRound))
        }
        for (index, candidate) in standing.enumerated() {
            guard let nomination = nominations.first(where: { $0.candidate == candidate.candidate }) else { continue }
            let place = "\(field).election.candidates[\(index)]"
            if let owner = candidate.owner, owner != nomination.owner {
                faults.append(ProposalFault("\(place).owner", .notOfRound))
            }
            if let channel = candidate.nominated, channel != nomination.channel {
                faults.append(ProposalFault("\(place).nominated", .notOfRound))
            }
            if let supporters = candidate.supporters, supporters != nomination.statedSupporters {
                faults.append(ProposalFault("\(place).supporters", .notOfRound))
            }
        }
        return faults
    }

    /// The election with what the round knows of its candidates.
    func completing(_ election: Election) -> Election {
        Election(
            seats: election.seats, alternates: election.alternates, least: election.least, ranking: election.ranking,
            candidates: election.candidates.map { candidate in
                let nomination = nominations.first { $0.candidate == candidate.candidate }
                return Election.Candidate(
                    candidate: candidate.candidate, owner: nomination?.owner ?? candidate.owner,
                    building: candidate.building, nominated: nomination?.channel ?? candidate.nominated,
                    supporters: nomination?.statedSupporters ?? candidate.supporters)
            },
            seatsByBuilding: election.seatsByBuilding)
    }
}

extension Nomination {
    /// Only a joint nomination has supporters.
    fileprivate var statedSupporters: Int64? { channel == .joint ? supporters : nil }
}

extension Proposal {
    /// The proposal with what rounds know of its candidates.
    ///
    /// `lists` are those of the rounds that its items name, as far as there are such.
    ///
    /// - Throws: `BallotsError.proposal`
    func completed(by lists: [RoundCode: NominatedList]) throws(BallotsError) -> Proposal {
        guard !rounds.isEmpty else { return self }
        var faults: [ProposalFault] = []
        var items = items
        for (index, item) in items.enumerated() {
            guard let code = rounds[item.item], let election = item.election else { continue }
            guard let list = lists[code] else {
                faults.append(ProposalFault("items[\(index)].election.round", .unknownRound))
                continue
            }
            faults += list.faults(against: item, election, in: "items[\(index)]")
            items[index] = item.with(list.completing(election))
        }
        guard faults.isEmpty else { throw .proposal(faults) }
        return Proposal(
            assembly: assembly, title: title, closesAt: closesAt, items: items, terms: terms,
            presentations: presentations, rounds: rounds, firstMeeting: firstMeeting)
    }
}

extension AgendaItem {
    fileprivate func with(_ election: Election) -> AgendaItem {
        AgendaItem(
            item: item, title: title, kind: kind, mandate: mandate, form: form, alsoKinds: alsoKinds,
            election: election, group: group, share: share)
    }
}
