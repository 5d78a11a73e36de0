import Model
import Pages

/// How an assembly is held, and its way from the notice to the effect with the days and times that are known.
struct CourseFacts {
    private(set) var all: [AssemblyPageView.Fact] = []
    private let paper: AssemblyPaper
    private let wording: Wording

    init(_ paper: AssemblyPaper, _ wording: Wording) {
        self.paper = paper
        self.wording = wording
        addHolding()
        addVoting()
        addResult()
        addElectorate()
    }

    private var assembly: Assembly { paper.assembly }

    private mutating func addHolding() {
        let terms = assembly.terms
        add("会议形式", "How it is held", wording.form(terms.form))
        if let convener = terms.convener { add("召集人", "Called by", wording.convener(convener)) }
        if let electorate = terms.electorate { add("表决范围", "Who votes", wording.electorate(electorate)) }
        if let basis = assembly.basis?.electronicBasis {
            add("线上表决的依据", "Online votes are official by", basis)
        }
        if terms.takesElectronicBallots, paper.rules?.allowsVoteChange ?? false {
            add(
                "更改表决", "Changing a vote",
                wording.text(Phrase(zh: "本人线上所投，截止前可以更改", en: "what you cast online, until the end")))
        }
        if let day = terms.noticeOn { add("通知日期", "Owners were told", wording.day(day)) }
    }

    private mutating func addVoting() {
        if let basis = assembly.basis { add("开始时间", "Opened", wording.time(basis.openedAt)) }
        let times = Int64(paper.detail.course.extensions.count)
        let often = times == 1 ? "once" : "\(times) times"
        let extended = wording.text(Phrase(zh: "（已延期 \(times) 次）", en: " (extended \(often))"))
        add("截止时间", "Voting ends", wording.time(assembly.closesAt) + (times > 0 ? extended : ""))
        if assembly.papersUntil != assembly.closesAt {
            add(
                "截止前签署的纸质票录入至", "Papers that were signed by then are entered until",
                wording.time(assembly.papersUntil))
        }
        if let time = assembly.closedAt { add("计票时间", "Counted", wording.time(time)) }
    }

    private mutating func addResult() {
        guard let aftermath = assembly.aftermath else { return }
        add(
            "公示至，期间可提异议", "Posted, and open to objections, until",
            aftermath.lastDayOfPublicity.map { wording.day($0) }
                ?? wording.text(Phrase(zh: "放假安排公布后确定", en: "known once the year's holidays are announced")))
        let objections = paper.detail.course.objections
        if objections.filed > 0 {
            let upheld = Phrase(zh: "，\(objections.upheld) 件成立", en: " and \(objections.upheld) upheld")
            let ending = objections.upheld > 0 ? upheld : Phrase("")
            add(
                "异议", "Objections",
                wording.text(
                    Phrase(
                        zh: "\(objections.filed) 件，\(objections.unanswered) 件待答复\(ending.zh)",
                        en: "\(objections.filed), of which \(objections.unanswered) to be answered\(ending.en)")))
        }
        if let day = paper.answerBy { add("最早一件的答复期限", "The first is to be answered by", wording.day(day)) }
        if let day = aftermath.effectiveOn {
            if paper.isWithoutPassage {
                add("程序结束日期", "Concluded on", wording.day(day))
            } else {
                add("生效日期", "Stands from", wording.day(day))
            }
        }
        if let whole = aftermath.setAside.first(where: { $0.item == nil }) {
            add("撤销日期", "Set aside on", wording.day(whole.on))
        }
    }

    private mutating func addElectorate() {
        guard let electorate = assembly.basis?.electorate else { return }
        add("业主总人数", "All owners", wording.heads(electorate.heads))
        add("专有部分总面积", "Their area", wording.area(electorate.area))
    }

    private mutating func add(_ zh: String, _ en: String, _ value: String) {
        all.append(AssemblyPageView.Fact(term: wording.text(Phrase(zh: zh, en: en)), value: value))
    }
}
