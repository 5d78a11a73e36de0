import Model
import Pages

/// A lift as its line on the board says it.
struct LiftView: Sendable {
    let liftName: String
    let state: String
    let stateClass: String
    let since: String
    let facts: [String]

    init(_ lift: CommunityBoard.Lift, today: Day, wording: Wording) {
        let name = wording.lift(lift.lift)
        liftName = name.prefix(1).uppercased() + name.dropFirst()
        state = wording.stage(lift.stage, work: lift.work, isBuilt: lift.isBuilt)
        stateClass =
            switch lift.stage {
            case .noWorks, .returned: lift.isBuilt ? "running" : "waiting"
            case .held, .released, .inspectionPassed: "waiting"
            case .underWork, .inspectionFailed: "out"
            }
        since = lift.stage.since.map(wording.day) ?? ""
        facts = [
            lift.rescueCode.isEmpty
                ? nil : wording.text(Phrase(zh: "救援识别码 \(lift.rescueCode)", en: "Rescue code \(lift.rescueCode)")),
            lift.maintainer.map { wording.text(Phrase(zh: "维保单位 \($0)", en: "Maintained by \($0)")) },
            lift.nextInspectionOn.map { wording.text(Self.inspection(wording.day($0), isOver: today > $0)) },
        ].compactMap(\.self)
    }

    /// A day that has passed is no next one, and whoever rides has to know that (R-L-32).
    private static func inspection(_ day: String, isOver: Bool) -> Phrase {
        isOver
            ? Phrase(zh: "应在 \(day)前检验，逾期未登记新的检验", en: "Inspection was due by \(day), and no new one is recorded")
            : Phrase(zh: "下次检验 \(day)", en: "Next inspection \(day)")
    }
}

struct AdvanceView: Sendable {
    let advanceText: String
    let advanceFacts: String

    init(_ advance: CommunityBoard.Advance, wording: Wording) {
        let lender = wording.lender(advance.lender)
        let amount = wording.money(advance.amount)
        let day = wording.day(advance.agreedOn)
        let lifts = wording.list(advance.lifts.sorted().map(wording.liftInCommunity))
        let (repaid, owed) = (wording.money(advance.repaid), wording.money(advance.owed))
        let standing =
            if advance.repaid == .zero {
                Phrase(zh: "，待归还", en: ", still owed")
            } else if advance.owed == .zero {
                Phrase(zh: "，已还清", en: ", paid back in full")
            } else {
                Phrase(zh: "，已归还 \(repaid)，还有 \(owed)待归还", en: ": \(repaid) paid back, \(owed) still owed")
            }
        let repaidOn = advance.repaidOn.map(wording.day).map { day in
            Phrase(zh: "；最近一次归还：\(day)", en: "; last paid back on \(day)")
        }
        advanceText =
            wording.text(Phrase(zh: "\(lender)垫资 \(amount)", en: "\(lender) advanced \(amount)"))
            + wording.text(standing)
        advanceFacts =
            wording.text(Phrase(zh: "\(day)商定，先行用于：\(lifts)", en: "Agreed on \(day), for \(lifts)"))
            + (repaidOn.map(wording.text) ?? "")
    }
}

struct NoticeView: Sendable {
    let number: Int64
    let postedOn: String
    let postedISO: String
    let place: String
    let noticeTitle: String
    let noticeText: String

    init(_ notice: Notice, wording: Wording) {
        number = notice.number
        postedOn = wording.day(notice.postedOn)
        postedISO = notice.postedOn.description
        place = notice.building.map(wording.building) ?? wording.text(Phrase(zh: "全小区", en: "Whole community"))
        noticeTitle = wording.text(notice.title)
        noticeText = wording.text(notice.text)
    }
}

/// A building's digest of one day.
struct DigestView: Sendable {
    let digestPath: String
    let digestDay: String
    let digestISO: String
    let weekday: String
    /// Without a collection, nor money for one that opened after the day, there is nothing to say of money.
    let hasCollection: Bool
    let newlyPaid: String
    let newMoney: String
    let paid: String
    let households: String
    let share: String
    let money: String
    let moneyDue: String
    let moneyShare: String
    let bar: Markup
    let liftsDone: String
    let liftsUnderWork: String
    let lifts: String
    let funded: String?

    init(_ digest: DigestPublished, in community: CommunityID, wording: Wording) {
        let figures = digest.figures
        digestPath = SitePath.digest(community, digest.building, digest.day)
        digestDay = wording.day(digest.day)
        digestISO = digest.day.description
        weekday = wording.weekday(digest.day)
        hasCollection = figures.units > 0 || figures.receivedToday != .zero
        newlyPaid = wording.count(figures.newlyPaidUnits)
        newMoney = wording.newTakings(figures.receivedToday)
        paid = wording.count(figures.paidUnits)
        households = wording.count(figures.units)
        share = wording.percent(figures.paidUnits, of: figures.units)
        money = wording.money(figures.received)
        moneyDue = wording.money(figures.due)
        moneyShare = wording.percent(figures.received.fen, of: figures.due.fen)
        bar = ShareBar([(.paid, figures.paidUnits)], of: figures.units, label: share).svg
        liftsDone = wording.count(figures.liftsDone)
        liftsUnderWork = wording.count(figures.liftsUnderWork)
        lifts = wording.count(figures.lifts)
        funded = figures.fundedOn.map(wording.day)
    }
}
