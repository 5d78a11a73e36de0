import Model

/// Whether whoever stands, supports somebody, is voted on or takes a seat owns what the services ask for by then.
extension Scenario {
    /// What is wrong with the owners whom a step names, as it goes on after the step's place; nil where nothing is.
    ///
    /// That each is an owner of the roll at some time of the story is told before. `steps` are those played before it.
    func fault(
        ofOwners step: ScenarioScript.Step, _ soFar: StorySoFar, after steps: ArraySlice<ScenarioScript.Step>
    ) -> String? {
        let named = step.seat?.members != nil || step.fill?.ownerRef != nil
        guard named || step.nominate != nil || step.convene != nil || step.open != nil else { return nil }
        let community = community(of: step)
        let owners = owners(of: community, after: steps)
        if named { return Self.fault(ofMembers: step, among: Set(owners.values.joined())) }
        let parking: Set<UnitCode> =
            book(of: community).facts.parkingCounts
            ? [] : Set(units(of: community).filter(\.isParking).map(\.code))
        let homes = Homes(owners.filter { !parking.contains($0.key) })
        if let nominate = step.nominate { return Self.fault(of: nominate, among: homes) }
        if let convene = step.convene {
            return Self.fault(of: convene.items, soFar.rounds, everybody: self.owners(of: community), homes)
                .map { ".convene.items\($0)" }
        }
        guard let assembly = step.open else { return nil }
        return Self.fault(of: items(of: assembly, in: community), soFar.rounds, homes).map { ".open: items\($0)" }
    }

    /// Members and alternates are on the roll, if only with a parking space (R-B-07).
    private static func fault(ofMembers step: ScenarioScript.Step, among owners: Set<String>) -> String? {
        if let ref = step.fill?.ownerRef, !owners.contains(ref) { return ".fill.ownerRef: \(stranger(ref))" }
        for (index, member) in (step.seat?.members ?? []).enumerated() {
            guard let ref = member.ownerRef, !owners.contains(ref) else { continue }
            return ".seat.members[\(index)].ownerRef: \(stranger(ref))"
        }
        let alternates = (step.seat?.alternates ?? []).map(\.ownerRef)
        return alternates.firstIndex { !owners.contains($0) }
            .map { ".seat.alternates[\($0)].ownerRef: \(stranger(alternates[$0]))" }
    }

    private static func stranger(_ ref: String) -> String { "\(ref) is no owner of the roll by then" }

    /// Only who has a vote stands and supports (R-E-01).
    private static func fault(of nominate: ScenarioScript.Nominate, among homes: Homes) -> String? {
        for (index, nominee) in nominate.nominees.enumerated() {
            let place = ".nominate.nominees[\(index)]"
            if homes.own(nominee.ownerRef).isEmpty { return "\(place).ownerRef: \(idle(nominee.ownerRef))" }
            if let ref = nominee.supporters?.first(where: { homes.own($0).isEmpty }) {
                return "\(place).supporters: \(idle(ref))"
            }
        }
        return nil
    }

    private static func idle(_ ref: String) -> String { "\(ref) owns nothing by then that counts" }

    /// Who stands in an agenda's elections: by a round's list its nominees, each of whom has a vote (R-B-07), in the
    /// building for which they stand; of others the services know nothing until they take a seat.
    ///
    /// `everybody` are all who are owners at some time of the story; nil where it was asked before whether they are.
    private static func fault(
        of items: [ScenarioScript.Item], _ rounds: [String: StorySoFar.Round], everybody: Set<String>? = nil,
        _ homes: Homes
    ) -> String? {
        for (index, item) in items.enumerated() {
            guard let contest = item.election else { continue }
            let round = contest.round.flatMap { rounds[$0] }
            for (place, candidate) in contest.candidates.enumerated() {
                let stand = "[\(index)].election.candidates[\(place)]"
                if let ref = candidate.ownerRef, let everybody, !everybody.contains(ref) {
                    return "\(stand).ownerRef: \(ref) is no owner_ref of the roll"
                }
                guard let nominee = round?.nominee(called: candidate.candidate) else { continue }
                if let ref = candidate.ownerRef, ref != nominee {
                    return "\(stand).ownerRef: \(candidate.candidate) is \(nominee) in the round"
                }
                let own = homes.own(nominee)
                if own.isEmpty { return "\(stand).candidate: \(idle(nominee))" }
                if contest.seatsByBuilding != nil, let building = candidate.building, !own.contains(building) {
                    return "\(stand).building: \(nominee) owns nothing there by then that counts"
                }
            }
        }
        return nil
    }
}

/// In which buildings each owner of a community has a unit that counts.
private struct Homes {
    private var buildings: [String: Set<BuildingCode>] = [:]

    /// - Parameter owners: those of each unit that counts.
    init(_ owners: [UnitCode: [String]]) {
        for (unit, refs) in owners {
            for ref in refs { buildings[ref, default: []].insert(unit.building) }
        }
    }

    func own(_ ref: String) -> Set<BuildingCode> { buildings[ref] ?? [] }
}
