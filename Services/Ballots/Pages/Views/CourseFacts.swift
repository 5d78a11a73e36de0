import Model
import Pages

/// How an assembly is held, and its way from the notice to the effect with the days and times that are known.
struct CourseFacts {
    private let paper: AssemblyPaper
    private let wording: Wording

    init(_ paper: AssemblyPaper, _ wording: Wording) {
        self.paper = paper
        self.wording = wording
    }

    var all: [AssemblyPageView.Fact] { (holding + voting + result + electorate).compactMap(\.self) }

    private var assembly: Assembly { paper.assembly }

    private var holding: [AssemblyPageView.Fact?] {
        let terms = assembly.terms
        return [
            fact("会议形式", "How it is held", wording.form(terms.form)),
            fact("召集人", "Called by", terms.convener.map(wording.convener)),
            fact("表决范围", "Who votes", terms.electorate.map(wording.electorate)),
            fact("线上表决的依据", "Online votes are official by", assembly.basis?.electronicBasis),
            fact("更改表决", "Changing a vote", change.map { wording.text($0) }),
            fact("通知日期", "Owners were told", terms.noticeOn.map(wording.day)),
        ]
    }

    private var change: Phrase? {
        guard assembly.terms.takesElectronicBallots, paper.rules?.allowsVoteChange ?? false else { return nil }
        return Phrase(zh: "本人线上所投，截止前可以更改", en: "what you cast online, until the end")
    }

    private var voting: [AssemblyPageView.Fact?] {
        let times = Int64(paper.detail.course.extensions.count)
        let extended = wording.text(Phrase(zh: "（已延期 \(times) 次）", en: " (extended \(times) times)"))
        let hasOwnTime = assembly.papersUntil != assembly.closesAt
        return [
            fact("开始时间", "Opened", (assembly.basis?.openedAt).map(wording.time)),
            fact("截止时间", "Voting ends", wording.time(assembly.closesAt) + (times > 0 ? extended : "")),
            fact(
                "纸质票录入截止", "Papers are entered until", hasOwnTime ? wording.time(assembly.papersUntil) : nil),
            fact("计票时间", "Counted", assembly.closedAt.map(wording.time)),
        ]
    }

    private var result: [AssemblyPageView.Fact?] {
        guard let aftermath = assembly.aftermath else { return [] }
        let objections = paper.detail.course.objections
        let whole = aftermath.setAside.first { $0.item == nil }
        return [
            fact(
                "公示至，期间可提异议", "Posted, and open to objections, until",
                aftermath.lastDayOfPublicity.map(wording.day)
                    ?? wording.text(Phrase(zh: "放假安排公布后确定", en: "known once the year's holidays are announced"))),
            fact(
                "异议", "Objections",
                objections.filed == 0
                    ? nil
                    : wording.text(
                        Phrase(
                            zh: "\(objections.filed) 件，\(objections.unanswered) 件待答复",
                            en: "\(objections.filed), of which \(objections.unanswered) to be answered"))),
            fact("最早一件的答复期限", "The first is to be answered by", paper.answerBy.map(wording.day)),
            fact("生效日期", "Stands from", aftermath.effectiveOn.map(wording.day)),
            fact("撤销日期", "Set aside on", whole.map { wording.day($0.on) }),
        ]
    }

    private var electorate: [AssemblyPageView.Fact?] {
        [
            fact("业主总人数", "All owners", assembly.basis.map { wording.heads($0.electorate.heads) }),
            fact("专有部分总面积", "Their area", assembly.basis.map { wording.area($0.electorate.area) }),
        ]
    }

    private func fact(_ zh: String, _ en: String, _ value: String?) -> AssemblyPageView.Fact? {
        value.map { AssemblyPageView.Fact(term: wording.text(Phrase(zh: zh, en: en)), value: $0) }
    }
}

extension Wording {
    /// - Parameter form: nil takes ballots in every way.
    func form(_ form: AssemblyForm?) -> String {
        switch form {
        case .meeting: text(Phrase(zh: "集体讨论，现场填写纸质票", en: "a meeting, with ballots on paper"))
        case .written: text(Phrase(zh: "书面征求意见，纸质票", en: "in writing, with ballots on paper"))
        case .electronic: text(Phrase(zh: "线上表决，也可索取纸质票", en: "online, or on paper for whoever asks"))
        case .mixed, nil: text(Phrase(zh: "线上或纸质选票", en: "online or on paper"))
        }
    }

    func convener(_ convener: Convener) -> String {
        switch convener {
        case .committee: text(Phrase(zh: "业主委员会", en: "the owners' committee"))
        case .propertyManagementCommittee: text(Phrase(zh: "物业管理委员会", en: "the property management committee"))
        case .preparatoryGroup: text(Phrase(zh: "筹备组", en: "the preparatory group"))
        case .residentsCommittee: text(Phrase(zh: "居民委员会", en: "the residents' committee"))
        case .street: text(Phrase(zh: "街道办事处", en: "the street office"))
        case .owners: text(Phrase(zh: "业主联名", en: "owners together"))
        }
    }

    func electorate(_ electorate: Electorate) -> String {
        switch electorate {
        case .buildings(let buildings): list(buildings.sorted().map(building))
        case .entrances(let entrances):
            list(
                entrances.sorted().map { place in
                    text(
                        Phrase(
                            zh: "\(building(place.building))\(place.entrance)单元",
                            en: "\(building(place.building)), entrance \(place.entrance)"))
                })
        }
    }

    func phase(_ phase: Phase) -> String {
        switch phase {
        case .convened: text(Phrase(zh: "已通知，待表决", en: "Announced"))
        case .open: text(Phrase(zh: "表决中", en: "Voting is open"))
        case .awaitingPapers: text(Phrase(zh: "表决已截止，正在录入纸质票", en: "Voting has ended, papers are being entered"))
        case .due: text(Phrase(zh: "待计票", en: "About to be counted"))
        case .inPublicity: text(Phrase(zh: "已计票，结果公示中", en: "Counted, the result is posted"))
        case .posted: text(Phrase(zh: "公示期满，尚未生效", en: "Posted long enough, not yet in effect"))
        case .effective: text(Phrase(zh: "结果已生效", en: "The result stands"))
        case .annulled: text(Phrase(zh: "已被主管部门撤销", en: "Annulled by the authority"))
        case .revoked: text(Phrase(zh: "已被人民法院撤销", en: "Revoked by the court"))
        }
    }
}
