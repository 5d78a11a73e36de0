import Model
import Pages

/// A meeting with the turnout or the result of each item, in both dimensions.
struct AssemblyView: Sendable {
    let assemblyTitle: String
    let assemblyPath: String
    let timing: String
    /// The signed result, once it is counted.
    let certificate: String?
    /// What objections that were upheld mean for all items, unless nothing is left of them.
    let objected: String?
    let items: [Item]

    struct Item: Sendable {
        let itemTitle: String
        let stamp: String
        let stampClass: String
        /// By whom the decision was taken away, or which upheld objection keeps it from taking effect.
        var undoing: String?
        let isCounted: Bool
        let dimensions: [Dimension]
        /// Of an election: who stands, then who was elected; none for other items.
        let contest: [String]
        /// Where those who stand are named, as long as they agree to it.
        let candidates: Candidates?
    }

    struct Candidates: Sendable {
        let path: String
        let text: String
    }

    /// The same count by heads or by area.
    struct Dimension: Sendable {
        let name: String
        let bar: Markup
        let summary: String
        let details: String
    }

    init(_ assembly: CommunityBoard.Assembly, of community: CommunityID, wording: Wording) {
        assemblyTitle = assembly.title
        assemblyPath = SitePath.assembly(assembly.assembly, of: community)
        certificate =
            assembly.state == .closed ? SitePath.certificate(assembly.assembly, of: community) : nil
        let closing = wording.time(assembly.closesAt)
        timing =
            switch (assembly.state, wording.language) {
            case (.convened, .chinese): "即将表决，截止 \(closing)"
            case (.convened, .english): "Voting is about to begin and ends on \(closing)"
            case (.open, .chinese): "表决中，截止 \(closing)"
            case (.open, .english): "Voting is under way and ends on \(closing)"
            case (.closed, .chinese): "表决已结束"
            case (.closed, .english): "Voting has ended"
            }
        let isObjected = assembly.upheldObjections > 0 && assembly.items.contains { $0.setAside == nil }
        objected = isObjected ? wording.withoutEffect(upheld: assembly.upheldObjections) : nil
        items = assembly.items.map { item in
            let candidates = item.contest.map { contest in
                Self.candidates(contest, of: item.item, assembly, community, wording)
            }
            return Self.item(item, of: assembly, candidates, wording)
        }
    }

    private static func candidates(
        _ contest: CommunityBoard.Contest, of item: ItemID, _ assembly: CommunityBoard.Assembly,
        _ community: CommunityID, _ wording: Wording
    ) -> Candidates {
        let text =
            switch contest.elected?.isEmpty {
            case nil: Phrase(zh: "候选人的姓名和自我介绍", en: "The candidates, with names and statements")
            case true?: Phrase(zh: "每位候选人的得票", en: "How many votes each candidate got")
            case false?: Phrase(zh: "当选人和每位候选人的得票", en: "Those elected, and how many votes each got")
            }
        return Candidates(
            path: SitePath.item(item, of: assembly.assembly, in: community), text: wording.text(text))
    }

    private static func item(
        _ item: CommunityBoard.Item, of assembly: CommunityBoard.Assembly, _ candidates: Candidates?, _ wording: Wording
    ) -> Item {
        let contest = item.contest.map { wording.contest($0) } ?? []
        guard let electorate = assembly.electorate else {
            return Item(
                itemTitle: item.title, stamp: wording.text(Phrase(zh: "待表决", en: "Announced")), stampClass: "open",
                isCounted: false, dimensions: [], contest: contest, candidates: candidates)
        }
        guard let result = item.result else {
            return Item(
                itemTitle: item.title, stamp: wording.text(Phrase(zh: "表决中", en: "Voting")), stampClass: "open",
                isCounted: false, dimensions: turnout(item.turnout, of: electorate, wording), contest: contest,
                candidates: candidates)
        }
        let (undone, upheld, outcome) = (item.setAside, item.upheldObjection, wording.outcome(result.outcome))
        return Item(
            itemTitle: item.title,
            stamp: undone != nil ? wording.undone : upheld != nil ? wording.objected : outcome,
            stampClass: undone != nil ? "no" : upheld != nil ? "open" : result.outcome.stampStyle,
            undoing: undone.map { wording.undoing(by: $0.by, on: $0.on) }
                ?? upheld.map { wording.objection(to: outcome, about: $0.category, upheldOn: $0.on) },
            isCounted: item.contest == nil,
            // Nobody is for or against an election: ballots name candidates.
            dimensions: item.contest == nil
                ? counts(result, wording) : turnout(item.turnout, of: electorate, wording),
            contest: contest, candidates: candidates)
    }

    private enum Measure {
        case heads, area

        func name(_ wording: Wording) -> String {
            switch self {
            case .heads: wording.text(Phrase(zh: "按业主人数", en: "By owners"))
            case .area: wording.text(Phrase(zh: "按专有部分面积", en: "By area"))
            }
        }

        func amount(_ value: Int64, _ wording: Wording) -> String {
            switch (self, wording.language) {
            case (.heads, .chinese): "\(wording.count(value)) 人"
            case (.heads, .english): wording.count(value)
            case (.area, _): wording.area(Area(hundredths: value))
            }
        }
    }

    private static func turnout(
        _ part: CommunityBoard.Participation, of whole: Weight, _ wording: Wording
    ) -> [Dimension] {
        let heads = turnout(.heads, part.heads, of: whole.heads, wording)
        guard let area = part.area else { return [heads] }
        return [heads, turnout(.area, area.hundredths, of: whole.area.hundredths, wording)]
    }

    private static func counts(_ result: ItemResult, _ wording: Wording) -> [Dimension] {
        let heads = count(.heads, result, wording) { $0.heads }
        return result.isOfHeadsAlone ? [heads] : [heads, count(.area, result, wording) { $0.area.hundredths }]
    }

    private static func turnout(_ measure: Measure, _ part: Int64, of whole: Int64, _ wording: Wording) -> Dimension {
        let share = wording.percent(part, of: whole)
        return Dimension(
            name: measure.name(wording), bar: ShareBar([(.turnout, part)], of: whole, label: share).svg,
            summary: wording.text(Phrase(zh: "已参与 \(share)", en: "\(share) have taken part")),
            details: "\(measure.amount(part, wording)) / \(measure.amount(whole, wording))")
    }

    private static func count(
        _ measure: Measure, _ result: ItemResult, _ wording: Wording, _ value: (Weight) -> Int64
    ) -> Dimension {
        let whole = value(result.electorate)
        let (favour, against, abstained) = (value(result.inFavour), value(result.against), value(result.abstained))
        // Parts of a count cannot overflow; were an event wrong, it shows a full bar rather than end the process.
        let all = [favour, against, abstained].reduce(into: Int64(0)) { sum, part in
            let (more, overflow) = sum.addingReportingOverflow(part)
            sum = overflow ? .max : more
        }
        let (turnout, approval) = (wording.percent(all, of: whole), wording.percent(favour, of: all))
        let amounts = [favour, against, abstained].map { measure.amount($0, wording) }
        let details = wording.text(
            Phrase(
                zh: "同意 \(amounts[0])，反对 \(amounts[1])，弃权 \(amounts[2])；共 \(measure.amount(whole, wording))",
                en:
                    "In favour \(amounts[0]), against \(amounts[1]), abstained \(amounts[2]); "
                    + "of \(measure.amount(whole, wording))"
            ))
        return Dimension(
            name: measure.name(wording),
            bar: ShareBar(
                [(.inFavour, favour), (.against, against), (.abstained, abstained)], of: whole, label: details
            )
            .svg,
            summary: wording.text(
                Phrase(
                    zh: "参与 \(turnout)，其中同意 \(approval)", en: "\(turnout) took part, \(approval) of them in favour")),
            details: details)
    }
}
