import Model

extension AgendaItem {
    /// What is wrong with what the item's form asks for.
    func formFaults(in field: String) -> [ProposalFault] {
        let form = form ?? .resolution
        func presence(_ name: String, _ isThere: Bool, of owner: ItemForm, isNeeded: Bool) -> [ProposalFault] {
            if form != owner { return isThere ? [ProposalFault("\(field).\(name)", .notFor(form))] : [] }
            return isNeeded && !isThere ? [ProposalFault("\(field).\(name)", .missing(for: form))] : []
        }
        var faults = presence("election", election != nil, of: .election, isNeeded: true)
        faults += presence("share", share != nil, of: .petition, isNeeded: true)
        faults += presence("group", group != nil, of: .resolution, isNeeded: false)
        if share?.numerator == 0 { faults.append(ProposalFault("\(field).share", .zero)) }
        if form == .election {
            if kind != .committeeElection { faults.append(ProposalFault("\(field).kind", .notFor(form))) }
            if let election { faults += election.faults(in: "\(field).election") }
        }
        return faults + kindFaults(in: field)
    }

    private func kindFaults(in field: String) -> [ProposalFault] {
        guard let alsoKinds else { return [] }
        if alsoKinds.isEmpty { return [ProposalFault("\(field).alsoKinds", .empty)] }
        let isRepeated = Set(alsoKinds + [kind]).count <= alsoKinds.count
        return isRepeated ? [ProposalFault("\(field).alsoKinds", .repeated)] : []
    }
}

extension Election {
    /// The words that ballots use beside candidates.
    private static let reserved: Set<String> = ["for", "against", "abstain", "follow"]

    fileprivate func faults(in field: String) -> [ProposalFault] {
        var faults: [ProposalFault] = []
        if seats < 1 { faults.append(ProposalFault("\(field).seats", .zero)) }
        if least < 1 { faults.append(ProposalFault("\(field).least", .zero)) }
        if least > seats { faults.append(ProposalFault("\(field).seats", .tooFew(least: least))) }
        if alternates < 0 { faults.append(ProposalFault("\(field).alternates", .tooFew(least: 0))) }
        if alternates > Proposal.candidateLimit {
            faults.append(ProposalFault("\(field).alternates", .tooLarge(limit: Int64(Proposal.candidateLimit))))
        }
        // A seat for which nobody stands can only stay empty.
        if Int64(candidates.count) < seats {
            faults.append(ProposalFault("\(field).candidates", .tooFew(least: seats)))
        }
        if candidates.count > Proposal.candidateLimit {
            faults.append(ProposalFault("\(field).candidates", .tooMany(limit: Proposal.candidateLimit)))
        }
        var (seen, owners): (Set<CandidateCode>, Set<OwnerID>) = ([], [])
        for (index, candidate) in candidates.enumerated() {
            let place = "\(field).candidates[\(index)].candidate"
            // Nobody takes two of the seats.
            if let owner = candidate.owner, !owners.insert(owner).inserted {
                faults.append(ProposalFault("\(field).candidates[\(index)].owner", .repeated))
            }
            if Self.reserved.contains(candidate.candidate.description) {
                faults.append(ProposalFault(place, .reserved))
            }
            if !seen.insert(candidate.candidate).inserted { faults.append(ProposalFault(place, .repeated)) }
        }
        return faults
    }
}
