import Model
import Pages

/// Draws the counts of an item as bars, with what has to be reached marked on them.
struct MeasureDrawing {
    let participation: RulePack.Threshold?
    let approval: RulePack.Threshold?
    let wording: Wording
    /// Of hands that were counted at an event nobody knows the area.
    var isOfHeadsAlone = false

    private var dimensions: [Dimension] { isOfHeadsAlone ? [.heads] : Dimension.allCases }

    private enum Dimension: CaseIterable {
        case heads, area

        func of(_ weight: Weight) -> Int64 {
            switch self {
            case .heads: weight.heads
            case .area: weight.area.hundredths
            }
        }
    }

    /// Of heads alone.
    func turnout(_ heads: Int64, of whole: Int64) -> ItemView.Measure {
        ItemView.Measure(
            name: name(.heads),
            bars: [turnout(.heads, Weight(area: .zero, heads: heads), of: Weight(area: .zero, heads: whole))])
    }

    func turnout(_ part: Turnout, of whole: Weight) -> [ItemView.Measure] {
        guard let area = part.area, !isOfHeadsAlone else { return [turnout(part.heads, of: whole.heads)] }
        return Dimension.allCases.map { dimension in
            let weight = Weight(area: area, heads: part.heads)
            return ItemView.Measure(name: name(dimension), bars: [turnout(dimension, weight, of: whole)])
        }
    }

    /// `name` is a candidate's; each has a bar of their own, in the order of their rank.
    func count(_ result: ItemResult, name candidate: (CandidateCode) -> String) throws -> [ItemView.Measure] {
        let participants = try result.participation()
        return dimensions.map { dimension in
            var bars = [turnout(dimension, participants, of: result.electorate)]
            if dimension.of(participants) > 0 {
                if let election = result.election {
                    bars += election.candidates.map {
                        bar(
                            candidate($0.candidate), .inFavour, dimension, $0.votes, of: participants,
                            against: approval)
                    }
                } else {
                    bars.append(choices(dimension, result, of: participants))
                }
            }
            return ItemView.Measure(name: name(dimension), bars: bars)
        }
    }

    private func turnout(_ dimension: Dimension, _ part: Weight, of whole: Weight) -> ItemView.Bar {
        let caption = wording.text(Phrase(zh: "参与", en: "Took part"))
        return bar(caption, .turnout, dimension, part, of: whole, against: participation)
    }

    private func bar(
        _ caption: String, _ kind: ShareBar.Part, _ dimension: Dimension, _ part: Weight, of whole: Weight,
        against threshold: RulePack.Threshold?
    ) -> ItemView.Bar {
        let (value, all) = (dimension.of(part), dimension.of(whole))
        let share = wording.percent(value, of: all)
        return ItemView.Bar(
            caption: caption, share: share,
            bar: ShareBar(
                [(kind, value)], of: all, mark: threshold?.ratio, label: label(caption, share, threshold)
            ).svg,
            details: "\(amount(dimension, part)) / \(amount(dimension, whole))\(need(threshold))")
    }

    private func choices(_ dimension: Dimension, _ result: ItemResult, of participants: Weight) -> ItemView.Bar {
        let share = wording.percent(dimension.of(result.inFavour), of: dimension.of(participants))
        let parts: [(ShareBar.Part, Weight, Choice)] = [
            (.inFavour, result.inFavour, .inFavour), (.against, result.against, .against),
            (.abstained, result.abstained, .abstain),
        ]
        let amounts = parts.map { "\(wording.choice($2)) \(amount(dimension, $1))" }
        let caption = wording.text(Phrase(zh: "参与者中同意", en: "In favour, of those"))
        return ItemView.Bar(
            caption: caption, share: share,
            bar: ShareBar(
                parts.map { part, weight, _ in (part, dimension.of(weight)) }, of: dimension.of(participants),
                mark: approval?.ratio,
                label: label(caption, share, approval)
            ).svg,
            details: wording.list(amounts) + need(approval))
    }

    private func name(_ dimension: Dimension) -> String {
        switch dimension {
        case .heads: wording.text(Phrase(zh: "按业主人数", en: "By owners"))
        case .area: wording.text(Phrase(zh: "按专有部分面积", en: "By area"))
        }
    }

    private func amount(_ dimension: Dimension, _ weight: Weight) -> String {
        switch dimension {
        case .heads: wording.heads(weight.heads)
        case .area: wording.area(weight.area)
        }
    }

    private func need(_ threshold: RulePack.Threshold?) -> String {
        guard let threshold else { return "" }
        let text = wording.threshold(threshold)
        return wording.text(Phrase(zh: "（须\(text)）", en: " (\(text) needed)"))
    }

    private func label(_ caption: String, _ share: String, _ threshold: RulePack.Threshold?) -> String {
        "\(caption) \(share)\(need(threshold))"
    }
}
