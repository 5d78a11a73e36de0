import Model

/// Whether the ballots service would take every batch of papers as new ones.
extension Scenario {
    /// - Throws: `ScenarioFault` with the line of the first paper that stands in a line before, or in a batch before.
    func checkPapers(of book: ScenarioBook) throws {
        let community = book.facts.code
        var places: [SinglePaper: String] = [:]
        for step in played where self.community(of: step) == community {
            guard let table = step.papers else { continue }
            for paper in tables.papers[table.file] ?? [] {
                let single = SinglePaper(
                    assembly: table.assembly, item: paper.item, unit: paper.unit, evidence: paper.evidence)
                if let place = places.updateValue("\(table.file), line \(paper.line)", forKey: single) {
                    throw ScenarioFault(
                        file: table.file,
                        reason: "line \(paper.line): the paper of \(paper.unit) on item \(paper.item) with this "
                            + "evidence_sha256 stands in \(place) already")
                }
            }
        }
    }
}

/// Two papers of a unit on an item are two documents only where their scans differ.
private struct SinglePaper: Hashable {
    let assembly: AssemblyID
    let item: ItemID
    let unit: UnitCode
    let evidence: Digest256
}
