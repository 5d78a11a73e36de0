import Model
import Pages

/// The items of an assembly: what is asked, how many take part, and after the close how it ended and why.
struct FiguresView: Sendable {
    /// When the figures were read, while they can still change.
    let asOf: String?
    let items: [ItemView]

    init(_ paper: AssemblyPaper, wording: Wording) throws {
        if paper.assembly.state.name.isSealed {
            let now = wording.time(paper.detail.stored.readAt)
            asOf = wording.text(Phrase(zh: "截至 \(now) 的参与情况", en: "Turnout as of \(now)"))
        } else {
            asOf = nil
        }
        items = try paper.assembly.items.enumerated().map { index, item in
            try ItemView(item, number: index + 1, of: paper, wording: wording)
        }
    }
}

struct ItemView: Sendable {
    let number: Int
    /// By which other pages lead to it.
    let code: String
    let kind: String
    let question: String
    let mandate: String?
    let needs: String?
    let stamp: String?
    let stampClass: String
    /// Whether the bars tell who was in favour and who against.
    let hasChoices: Bool
    let measures: [Measure]
    let whyNot: [String]
    /// How many papers were handed out and came back; nil where there were none.
    ///
    /// Not `papers`: where an item has none, a template would find its assembly's.
    let paperCount: String?
    /// By whom the decision was taken away, or which upheld objection keeps it from taking effect.
    let undoing: String?
    /// Whether the bars show what has to be reached.
    let hasMark: Bool
    /// Who was elected, and who follows.
    let elected: [String]
    /// Who stands, until there is a result.
    let standing: [Standing]
    /// Since when the list of candidates is posted, where it comes from a round of nominations.
    let posted: String?
    /// Where it stands by building; nil before the opening, and where hands were counted.
    let buildings: String?

    struct Standing: Sendable {
        let name: String
        let statement: String?
        /// The building and its seats, before the first of those who stand for them.
        let heading: String?
    }

    /// The same count by heads or by area.
    struct Measure: Sendable {
        let name: String
        let bars: [Bar]
    }

    struct Bar: Sendable {
        let caption: String
        let share: String
        let bar: Markup
        let details: String
    }

    init(_ item: AgendaItem, number: Int, of paper: AssemblyPaper, wording: Wording) throws {
        self.number = number
        code = item.item.description
        kind = wording.matter(item.kind)
        question = item.title
        mandate = item.mandate.map { wording.mandate($0, names: paper.names) }
        let isStatutory = (item.form ?? .resolution).isStatutory
        let approval = isStatutory ? try paper.rules?.approval(of: item) : nil
        needs = paper.rules.flatMap { rules in
            approval.map { approval in
                let (all, part) = (wording.threshold(rules.participation), wording.threshold(approval))
                return wording.text(
                    Phrase(
                        zh: "须有面积和人数均\(all)的业主参与，参与者中面积和人数均\(part)同意。",
                        en: "By area and by owners, \(all) must take part, and \(part) of those be in favour."))
            }
        }
        posted = paper.detail.nominations[item.item].map { wording.text(Self.posting($0, wording)) }
        let isOnBallots = paper.assembly.basis != nil && item.form != .showOfHands
        buildings = isOnBallots ? BallotPath.buildings(item.item, paper.assembly.id, of: paper.community) : nil
        let participation = isStatutory ? paper.rules?.participation : nil
        hasMark = participation != nil
        let draw = MeasureDrawing(
            participation: participation, approval: approval, wording: wording,
            isOfHeadsAlone: item.form == .showOfHands)
        if let result = paper.detail.results[item.item] {
            let undone = paper.assembly.aftermath?.setAside.last { $0.item == nil || $0.item == item.item }
            let upheld = paper.detail.course.upheld.first { $0.item == nil || $0.item == item.item }
            let outcome = wording.outcome(result.outcome)
            undoing =
                undone.map { wording.undoing(by: $0.by, on: $0.on) }
                ?? upheld.map { wording.objection(to: outcome, about: $0.category, upheldOn: $0.on) }
            stamp = undone != nil ? wording.undone : upheld != nil ? wording.objected : outcome
            stampClass = undone != nil ? "no" : upheld != nil ? "open" : result.outcome.stampStyle
            hasChoices = result.election == nil
            paperCount = paper.detail.papers[item.item].flatMap(wording.papers)
            let unseated = result.outcome == .rejected ? result.election : nil
            elected =
                unseated == nil ? result.election.map { Self.elected($0, on: item, of: paper, wording) } ?? [] : []
            standing = []
            measures = try draw.count(result) { Self.name(of: $0, on: item, of: paper, wording) }
            let shortfall = try paper.rules.flatMap { try Shortfall(result, of: item, rules: $0) }
            let reached = unseated?.elected.map { Self.name(of: $0, on: item, of: paper, wording) }
            whyNot =
                reached.map { [wording.nobodyElected(reached: $0)] }
                ?? shortfall.map { Self.reasons($0, wording) } ?? []
        } else {
            stamp = nil
            stampClass = ""
            undoing = nil
            hasChoices = false
            paperCount = nil
            elected = []
            standing = item.election.map { Self.standing($0, on: item.item, of: paper, wording) } ?? []
            whyNot = []
            measures =
                paper.assembly.basis.map { draw.turnout(paper.detail.turnout(of: item), of: $0.electorate) } ?? []
        }
    }

    private static func posting(_ use: NominationStore.Use, _ wording: Wording) -> Phrase {
        guard let replacedOn = use.replacedOn else {
            let day = wording.day(use.postedOn)
            return Phrase(zh: "候选人名单于 \(day) 公示", en: "The list of candidates has been posted since \(day)")
        }
        let day = wording.day(replacedOn)
        return Phrase(
            zh: "候选人名单于 \(day) 重新公示，本次选举不再举行",
            en: "The list of candidates was posted anew on \(day), so that this election is not held")
    }

    private static func standing(
        _ election: Election, on item: ItemID, of paper: AssemblyPaper, _ wording: Wording
    ) -> [Standing] {
        CandidateGroup.groups(of: election, wording: wording).flatMap { group in
            group.candidates.enumerated().map { place, candidate in
                Standing(
                    name: paper.name(of: candidate, on: item),
                    statement: paper.detail.presentations[item]?[candidate]?.statement,
                    heading: place == 0 ? group.heading : nil)
            }
        }
    }

    private static func elected(
        _ result: ElectionResult, on item: AgendaItem, of paper: AssemblyPaper, _ wording: Wording
    ) -> [String] {
        func line(_ zh: String, _ en: String, _ candidates: [CandidateCode]) -> String? {
            guard !candidates.isEmpty else { return nil }
            let names = wording.list(candidates.map { name(of: $0, on: item, of: paper, wording) })
            return wording.text(Phrase(zh: "\(zh)：\(names)", en: "\(en): \(names)"))
        }
        return [line("当选", "Elected", result.elected), line("候补", "Alternates", result.alternates)].compactMap(\.self)
    }

    /// With the building where seats are allotted to buildings.
    private static func name(
        of candidate: CandidateCode, on item: AgendaItem, of paper: AssemblyPaper, _ wording: Wording
    ) -> String {
        let name = paper.name(of: candidate, on: item.item)
        let building = item.election?.candidates.first { $0.candidate == candidate }?.building
        guard let building else { return name }
        return wording.text(
            Phrase(zh: "\(name)（\(wording.building(building))）", en: "\(name) (\(wording.building(building)))"))
    }

    private static func reasons(_ shortfall: Shortfall, _ wording: Wording) -> [String] {
        var reasons: [String] = []
        if let missing = amounts(shortfall.participation, wording) {
            reasons.append(
                wording.text(Phrase(zh: "参与不足，至少还差 \(missing)参与。", en: "Too few took part: at least \(missing) more.")))
        }
        if let missing = amounts(shortfall.approval, wording) {
            reasons.append(
                wording.text(
                    Phrase(
                        zh: "在已参与的业主中，至少还差 \(missing)同意。",
                        en: "Of those who took part, at least \(missing) more had to be in favour.")))
        }
        return reasons
    }

    /// Nil where nothing is missing.
    private static func amounts(_ missing: Weight, _ wording: Wording) -> String? {
        var amounts: [String] = []
        if missing.heads > 0 { amounts.append(wording.heads(missing.heads)) }
        if missing.area > .zero { amounts.append(wording.area(missing.area)) }
        let joined = amounts.joined(separator: wording.text(Phrase(zh: "、", en: " and ")))
        return amounts.isEmpty ? nil : joined
    }
}
