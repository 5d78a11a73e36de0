import Model

/// Whether the registry would make communities parts of another.
extension Scenario {
    /// What is wrong with a step that merges, as it goes on after its place; nil where nothing is.
    func fault(ofMerger step: ScenarioScript.Step, _ soFar: StorySoFar) -> String? {
        let community = community(of: step)
        var taken = book(of: community).buildings.union(soFar.joined)
        for (index, part) in (step.merge?.from ?? []).enumerated() {
            let place = ".merge.from[\(index)]"
            guard books.contains(where: { $0.facts.code == part.community }), part.community != community else {
                return "\(place).community: \(part.community) is no other community of the story"
            }
            let (own, other) = (book(of: community).facts.jurisdiction, book(of: part.community).facts.jurisdiction)
            guard own == other else {
                return "\(place).community: \(part.community) lies in \(other), and \(community) in \(own)"
            }
            let buildings = book(of: part.community).buildings
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
        }
        return nil
    }

    /// The buildings that a step that merges adds to its community, under their new names.
    func buildings(joinedBy merge: ScenarioScript.Merge) -> Set<BuildingCode> {
        Set(merge.from.flatMap { part in book(of: part.community).buildings.map { part.name(of: $0) } })
    }
}
