import Model

/// Whether the registry would make communities parts of another.
extension Scenario {
    /// What is wrong with a step that merges, as it goes on after its place; nil where nothing is.
    ///
    /// `steps` are those played before it.
    func fault(ofMerger step: ScenarioScript.Step, after steps: ArraySlice<ScenarioScript.Step>) -> String? {
        guard let merge = step.merge else { return nil }
        let community = community(of: step)
        guard !merge.from.isEmpty else { return ".merge.from: names no community" }
        if let area = area(of: community, after: steps) {
            return ".merge: \(community) became a part of \(area) before"
        }
        var taken = buildings(of: community, after: steps)
        var registered = Set(registrations(of: community, after: steps).values)
        var named = namedOwners(of: community, after: steps)
        var parts: Set<CommunityID> = []
        for (index, part) in merge.from.enumerated() {
            let place = ".merge.from[\(index)]"
            guard books.contains(where: { $0.facts.code == part.community }), part.community != community else {
                let others = books.map(\.facts.code).filter { $0 != community }.map(\.description)
                let hint = Spelling.hint(for: part.community.description, among: others)
                return "\(place).community: \(part.community) is no other community of the story\(hint)"
            }
            guard parts.insert(part.community).inserted else {
                return "\(place).community: \(part.community) is named twice"
            }
            if let area = area(of: part.community, after: steps) {
                return "\(place).community: \(part.community) became a part of \(area) before"
            }
            let (own, other) = (book(of: community).facts.jurisdiction, book(of: part.community).facts.jurisdiction)
            guard own == other else {
                return "\(place).community: \(part.community) lies in \(other), and \(community) in \(own)"
            }
            let buildings = buildings(of: part.community, after: steps)
            for name in part.buildings ?? [] where !buildings.contains(name.before) {
                return "\(place).buildings: \(part.community) has no building \(name.before)"
            }
            for building in buildings.sorted() {
                let name = part.name(of: building)
                guard taken.insert(name).inserted else {
                    return "\(place).buildings: \(community) has a building \(name) without it; "
                        + "building \(building) of \(part.community) needs another name"
                }
            }
            let lifts = registrations(of: part.community, after: steps).sorted { $0.key < $1.key }
            for (lift, code) in lifts where !registered.insert(code).inserted {
                return "\(place).community: the lift \(lift) of \(part.community) has the registration code of "
                    + "another lift, \(code)"
            }
            if let fault = fault(ofOwners: part, after: steps, among: &named) {
                return "\(place).ownerPrefix: \(fault)"
            }
        }
        return nil
    }

    /// What is wrong with how a part's owners are called, who join those `named` so before; nil where nothing is.
    ///
    /// Two who are called the same are one owner if they have the same name and are of the same kind.
    private func fault(
        ofOwners part: ScenarioScript.Merge.Part, after steps: ArraySlice<ScenarioScript.Step>,
        among named: inout [String: Set<ScenarioBook.Owner>]
    ) -> String? {
        for (ref, owners) in namedOwners(of: part.community, after: steps).sorted(by: { $0.key < $1.key }) {
            let name = part.ref(ref)
            if let others = named[name], others.isDisjoint(with: owners) {
                return "\(ref) of \(part.community) would be called \(name), as somebody else is"
            }
            named[name, default: []].formUnion(owners)
        }
        return nil
    }

    /// What is wrong with a step that only a community can do which is no part, as it goes on after its place; nil
    /// where nothing is.
    func fault(ofStepInPart step: ScenarioScript.Step, after steps: ArraySlice<ScenarioScript.Step>) -> String? {
        let community = community(of: step)
        guard let deed = deed(ofWhole: step), let area = area(of: community, after: steps) else { return nil }
        return ".\(deed): \(community) became a part of \(area) before"
    }

    /// What a step does for which a community needs owners, a roll and bodies of its own; nil for other steps.
    ///
    /// What was opened before a merger goes on, talks end, and a body that ended with it hands over.
    private func deed(ofWhole step: ScenarioScript.Step) -> String? {
        if step.convene != nil { return "convene" }
        if step.open != nil { return "open" }
        if step.nominations != nil { return "nominations" }
        if let file = step.visits { return tables.visits[file]?.isEmpty == false ? "visits" : nil }
        if step.consult != nil { return "consult" }
        if step.apply != nil { return "apply" }
        if step.seat != nil { return "seat" }
        if step.leave != nil { return "leave" }
        if step.fill != nil { return "fill" }
        if step.assign != nil { return "assign" }
        if step.suspend != nil { return "suspend" }
        if step.reinstate != nil { return "reinstate" }
        if step.end != nil { return "end" }
        if step.manage != nil { return "manage" }
        if step.chooseVoter != nil { return "chooseVoter" }
        return step.transfer == nil ? nil : "transfer"
    }

    /// What the first steps played have made a community a part of; nil where it is none.
    private func area(of part: CommunityID, after steps: ArraySlice<ScenarioScript.Step>) -> CommunityID? {
        let merger = steps.first { $0.merge?.from.contains { $0.community == part } ?? false }
        return merger.map { community(of: $0) }
    }
}
