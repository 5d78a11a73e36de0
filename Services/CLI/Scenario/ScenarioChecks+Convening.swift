import Model

/// Whether the ballots service would convene what a step convenes.
extension Scenario {
    /// What is wrong with it, as it goes on after the step's place; nil where nothing is.
    func fault(ofConvening step: ScenarioScript.Step, _ soFar: StorySoFar) throws -> String? {
        guard let convene = step.convene else { return nil }
        guard soFar.assemblies[convene.code] == nil else { return ".convene.code: \(convene.code) is convened before" }
        if let notice = convene.noticeOn, notice > step.day {
            return ".convene.noticeOn: \(notice) is after the step's day, \(step.day)"
        }
        let units = units(of: community(of: step)).map(\.code)
        if let scope = convene.scope, !units.contains(where: scope.includes) {
            return ".convene.scope: nobody there is on the roll"
        }
        guard !convene.items.isEmpty else { return ".convene.items: there is nothing to vote on" }
        let buildings = Set(units.map(\.building))
        var codes: Set<ItemID> = []
        for (index, item) in convene.items.enumerated() {
            let place = ".convene.items[\(index)]"
            guard codes.insert(item.code).inserted else { return "\(place).code: \(item.code) stands there twice" }
            let fault =
                try item.placeFault(among: buildings) ?? item.nameFault(in: convene.code)
                ?? item.conveningFault(before: convene.scope)
                ?? self.fault(ofList: item, soFar) ?? self.fault(ofSpending: item, step, soFar)
                ?? self.fault(ofElection: item, in: community(of: step))
            if let fault { return place + fault }
        }
        return nil
    }

    /// A campaign whose money may be spent is of the same assembly, or of one before and paid by nobody out of scope.
    private func fault(
        ofSpending item: ScenarioScript.Item, _ step: ScenarioScript.Step, _ soFar: StorySoFar
    ) -> String? {
        guard case .spend(let spend)? = item.mandate, let campaign = spend.campaign else { return nil }
        let unknown = ".mandate.campaign: no item that is convened by then collects for \(campaign)"
        guard let collecting = collection(campaign, in: community(of: step)) else { return unknown }
        if collecting.assembly == step.convene?.code { return nil }
        guard soFar.assemblies[collecting.assembly] != nil else { return unknown }
        return spend.scope.covers(collecting.mandate.scope)
            ? nil : ".mandate.scope: leaves out buildings that pay to \(campaign)"
    }

    /// What is voted on where a round of nominations is named is its posted list, for the seats of its body.
    private func fault(ofList item: ScenarioScript.Item, _ soFar: StorySoFar) -> String? {
        guard let contest = item.election, let name = contest.round else { return nil }
        guard let round = soFar.rounds[name], let list = round.list else {
            return ".election.round: no step before it screens the round \(name)"
        }
        guard round.isList(of: contest) else {
            return ".election.candidates: the round \(name) has posted \(list.joined(separator: ", "))"
        }
        guard contest.seats == round.seats else {
            return ".election.seats: the round \(name) is for \(English.counted(round.seats, "seat"))"
        }
        if case .seatCommittee(let mandate)? = item.mandate, mandate.body != round.body {
            return ".mandate.body: the round \(name) is for \(round.body)"
        }
        return nil
    }
}

extension ScenarioScript.Item {
    /// A building that it names and that is not on the roll, as it goes on after the item's place.
    fileprivate func placeFault(among known: Set<BuildingCode>) -> String? {
        for building in mandate?.scope.buildings ?? [] where !known.contains(building) {
            return ".mandate.scope: there is no building \(building) on the roll"
        }
        for (index, entry) in (election?.seatsByBuilding ?? []).enumerated() where !known.contains(entry.building) {
            return ".election.seatsByBuilding[\(index)].building: there is no building \(entry.building) on the roll"
        }
        return nil
    }

    /// A code after which its campaign could not be called, as it goes on after the item's place.
    fileprivate func nameFault(in assembly: AssemblyID) -> String? {
        guard case .collect? = mandate, CampaignID(of: code, in: assembly) == nil else { return nil }
        return ".code: together with the assembly's code may have at most 63 characters"
    }

    /// What the ballots service would refuse of its figures, its form and its mandate, as it goes on after its place.
    ///
    /// - Parameter electorate: who votes on it; nil where all do.
    /// - Returns: nil where that is nothing.
    fileprivate func conveningFault(before electorate: Electorate?) -> String? {
        let item = agendaItem
        let allotment = item.election?.allotmentFaults(within: electorate).map { $0.within("election") } ?? []
        if let fault = (item.agendaFaults + allotment).first { return ".\(fault.member): \(fault.reason.phrase.en)" }
        guard let mandate else { return nil }
        let form = form ?? .resolution
        guard form.allows(mandate) else { return ".mandate: an item of the form \(form.rawValue) cannot carry it" }
        if let electorate, !electorate.mayCover(mandate.scope) {
            return ".mandate: concerns owners who have no vote on it, since the assembly is of a part"
        }
        guard mandate.isAllowed(by: kind, mixedWith: alsoKinds) else {
            let kinds = MatterKind.allCases.filter { $0.allows(mandate) }.map(\.rawValue).joined(separator: ", ")
            return ".kind: \(kind.rawValue) does not allow this mandate; these do: \(kinds)"
        }
        return mandate.figureFaults.first.map { ".mandate.\($0.member): \($0.reason.phrase.en)" }
    }
}
