import Model
import Pages

/// How far a collection has come, for one building or for all.
struct CollectionView: Sendable {
    let campaignTitle: String
    let terms: String
    let paidShare: String
    let paidCount: String
    let householdCount: String
    let householdBar: Markup
    let received: String
    let due: String
    let receivedShare: String
    let hasExcess: Bool
    /// What was paid too much, which no share counts (R-F-32).
    let excess: String
    let moneyBar: Markup
    let isReached: Bool
    let goal: String
    let todayText: String
    let hasDays: Bool
    let dayBars: Markup
    let firstDay: String
    let lastDay: String

    /// `days` are what came in on each, less what was given back; `goal` is what the collected money leads to, see
    /// ``Goal``.
    init(
        _ collected: CommunityBoard.Collected, of campaign: CommunityBoard.Campaign, days: [Day: Money], today: Day,
        goal: Goal, wording: Wording
    ) {
        campaignTitle = campaign.title
        terms = wording.text(Self.terms(of: campaign))
        let mark = goal.mark
        paidCount = wording.count(collected.paidUnits)
        householdCount = wording.count(collected.units)
        paidShare = wording.percent(collected.paidUnits, of: collected.units)
        householdBar =
            ShareBar(
                [(.paid, collected.paidUnits)], of: collected.units, mark: campaign.basis == .households ? mark : nil,
                label: "\(paidCount)/\(householdCount)（\(paidShare)）"
            ).svg
        received = wording.money(collected.received)
        due = wording.money(collected.due)
        receivedShare = wording.percent(collected.counted.fen, of: collected.due.fen)
        // Nothing is counted that was not received.
        let excess = Money(fen: collected.received.fen - collected.counted.fen)
        hasExcess = excess > .zero
        self.excess = wording.text(
            Phrase(
                zh: "已收金额中有 \(wording.money(excess))超出应缴，应退还缴款人，不计入比例",
                en: "\(wording.money(excess)) of it is more than was due: it is owed back, and no part of the share"))
        moneyBar =
            ShareBar(
                [(.paid, collected.counted.fen)], of: collected.due.fen, mark: campaign.basis == .amount ? mark : nil,
                label: "\(received) / \(due)（\(receivedShare)）"
            ).svg
        isReached = goal.isReached
        self.goal = goal.text(campaign, wording)
        let todayMoney = wording.takings(days[today] ?? .zero)
        todayText = wording.text(
            Phrase(
                zh: "今日（\(wording.shortDay(today))）已收 \(todayMoney)",
                en: "Today (\(wording.shortDay(today))): \(todayMoney)"))
        let bars = DailyBars(
            days.mapValues(\.fen), label: wording.text(Phrase(zh: "每日收款", en: "Received each day"))
        ) { "\(wording.day($0)): \(wording.money(Money(fen: $1)))" }
        hasDays = bars.days.count > 1
        dayBars = bars.svg
        firstDay = bars.days.first.map { wording.shortDay($0.day) } ?? ""
        lastDay = bars.days.last.map { wording.shortDay($0.day) } ?? ""
    }

    private static func terms(of campaign: CommunityBoard.Campaign) -> Phrase {
        Phrase { wording in
            let price = wording.price(campaign.rate)
            return wording.language == .chinese ? "按房产证面积，\(price)" : "\(price) of certificate area"
        }
    }

    /// What the works wait for.
    enum Goal: Sendable {
        /// One building reached its threshold on the day, or has not yet.
        case building(fundedOn: Day?, threshold: Ratio)
        /// So many of the community's buildings reached theirs.
        case community(funded: Int, of: Int)

        fileprivate var isReached: Bool {
            switch self {
            case .building(let fundedOn, _): fundedOn != nil
            case .community(let funded, let all): funded == all
            }
        }

        fileprivate var mark: Ratio? {
            if case .building(_, let threshold) = self { threshold } else { nil }
        }

        /// Where the decision was taken away: what was released before goes on, also by an advance in a building that
        /// never reached its threshold.
        private func withoutDecision(_ wording: Wording) -> String {
            let rest =
                switch self {
                case .building: Phrase(zh: "本楼不再据此放行工程", en: "no more works are released here under it")
                case .community(let funded, let all):
                    Phrase(
                        zh: "\(all) 栋楼中有 \(funded) 栋此前已达到开工条件，其余不再据此放行工程",
                        en: "\(funded) of \(English.counted(all, "building")) had enough for works before, "
                            + "no more are released in the others under it")
                }
            return wording.text(
                Phrase(zh: "筹集的决定已被撤销：\(rest.zh)", en: "The decision to collect was set aside: \(rest.en)"))
        }

        fileprivate func text(_ campaign: CommunityBoard.Campaign, _ wording: Wording) -> String {
            if campaign.isSetAside, !isReached { return withoutDecision(wording) }
            switch (self, wording.language) {
            case (.community(let funded, let all), .chinese): return "\(all) 栋楼中有 \(funded) 栋达到开工条件"
            case (.community(let funded, let all), .english):
                return "\(funded) of \(English.counted(all, "building")) can begin works"
            case (.building(.some(let day), let threshold), .chinese):
                return "\(wording.day(day))达到开工条件（\(threshold.percentage)）"
            case (.building(.some(let day), let threshold), .english):
                return "Enough for works (\(threshold.percentage)) since \(wording.day(day))"
            case (.building(.none, let threshold), .chinese):
                let share = campaign.basis == .amount ? "收到应缴款的" : "缴清户数达到"
                return "\(share) \(threshold.percentage)，本楼电梯即可开工"
            case (.building(.none, let threshold), .english):
                let share = campaign.basis == .amount ? "of the amount due is in" : "of the households have paid"
                return "Works begin when \(threshold.percentage) \(share)"
            }
        }
    }
}
