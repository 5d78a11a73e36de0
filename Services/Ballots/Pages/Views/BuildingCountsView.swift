import Model
import Pages

/// An item by building.
struct BuildingCountsView: Sendable {
    let question: String
    let buildings: [Building]
    let assembly: String

    struct Building: Sendable {
        let name: String
        /// Empty where too few own in the building.
        let measures: [ItemView.Measure]
        let choices: String?
        /// Why something is not shown.
        let withheld: String?
    }

    /// By the reading alone is told whether it was counted: the paper may be of a later moment.
    init(_ reading: BuildingCounts.Reading, on item: ItemID, of paper: AssemblyPaper, wording: Wording) {
        let asked = paper.assembly.items.first { $0.item == item }
        question = asked?.title ?? item.description
        assembly = BallotPath.assembly(paper.assembly.id, of: paper.community)
        let draw = MeasureDrawing(participation: nil, approval: nil, wording: wording)
        let isCounted = reading.isCounted
        buildings = reading.buildings.map { count in
            Building(
                name: wording.building(count.building),
                measures: count.participation.map { [draw.turnout($0, of: count.electorate.heads)] } ?? [],
                choices: count.choices.flatMap { Self.choices($0, on: item, of: paper, wording) },
                withheld: asked?.form == .petition
                    ? Self.withheldSignatures(count, isCounted, wording) : Self.withheld(count, isCounted, wording))
        }
    }

    private static func choices(
        _ choices: [Choice: Int64], on item: ItemID, of paper: AssemblyPaper, _ wording: Wording
    ) -> String? {
        let amounts = choices.sorted { ($1.value, $0.key.description) < ($0.value, $1.key.description) }
            .map { "\(wording.choice($0, on: item, of: paper)) \(wording.heads($1))" }
        return amounts.isEmpty ? nil : wording.list(amounts)
    }

    /// Of a petition, where who took part is how they chose (docs/decisions/0044).
    private static func withheldSignatures(_ count: BuildingCount, _ isCounted: Bool, _ wording: Wording) -> String? {
        guard count.participation == nil else { return nil }
        return wording.text(
            isCounted
                ? Phrase(
                    zh: "为保护隐私不公布：人太少，或者几乎人人都签了名。",
                    en: "Not shown, because so few own here or signed, or so many did, that it would tell of them.")
                : Phrase(zh: "联名进行中只公布签名总数。", en: "While it runs only the number of all signatures is told."))
    }

    private static func withheld(_ count: BuildingCount, _ isCounted: Bool, _ wording: Wording) -> String? {
        if count.participation == nil {
            return wording.text(
                Phrase(
                    zh: "人太少，为保护隐私不公布。",
                    en: "Not shown, because so few own here or took part that it would tell of them."))
        }
        guard isCounted, count.choices == nil else { return nil }
        return wording.text(
            Phrase(
                zh: "怎样表决不公布：参与的人太少，或者选择几乎都一样。",
                en: "How they chose is not shown: too few took part, or nearly all chose alike."))
    }
}
