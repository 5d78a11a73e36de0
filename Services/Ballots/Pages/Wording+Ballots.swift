import Model
import Pages

/// The words for what this service knows.
extension Wording {
    func choice(_ choice: Choice) -> String {
        switch choice {
        case .inFavour: text(Phrase(zh: "同意", en: "For"))
        case .against: text(Phrase(zh: "反对", en: "Against"))
        case .abstain: text(Phrase(zh: "弃权", en: "Abstain"))
        case .follow: text(Phrase(zh: "从多数", en: "With the majority"))
        case .candidates(let candidates): list(candidates.map(\.description))
        }
    }

    /// A choice on an item, with candidates by name where they agreed to be named.
    func choice(_ choice: Choice, on item: ItemID, of paper: AssemblyPaper) -> String {
        guard case .candidates(let candidates) = choice else { return self.choice(choice) }
        return list(candidates.map { paper.name(of: $0, on: item) })
    }

    func state(_ state: StateName) -> String {
        switch state {
        case .convened: text(Phrase(zh: "已通知，待表决", en: "Announced"))
        case .open: text(Phrase(zh: "表决中", en: "Voting is open"))
        case .awaitingPapers: text(Phrase(zh: "表决已截止，待计票", en: "Voting has ended, the count is to come"))
        case .closed: text(Phrase(zh: "表决已结束", en: "Voting has ended"))
        }
    }

    func outcome(_ outcome: ItemResult.Outcome) -> String {
        switch outcome {
        case .passed: text(Phrase(zh: "通过", en: "Passed"))
        case .rejected: text(Phrase(zh: "未通过", en: "Not passed"))
        case .notQuorate: text(Phrase(zh: "参与不足", en: "Not quorate"))
        case .surpassed: text(Phrase(zh: "同意数不及另一方案", en: "Another scheme has more behind it"))
        case .void: text(Phrase(zh: "收回票数多于发出票数，无效", en: "Void"))
        case .noted: text(Phrase(zh: "已统计", en: "Counted"))
        }
    }

    /// `发出 40 张，收回 38 张`; nil where nobody used paper.
    func papers(_ papers: PaperCount) -> String? {
        let returned = count(papers.returned)
        guard let issued = papers.issued.map(count) else {
            guard papers.returned > 0 else { return nil }
            return text(
                Phrase(
                    zh: "纸质票收回 \(returned) 张，没有发放登记。",
                    en: "Papers that came back: \(returned); how many were handed out was not kept."))
        }
        guard papers.isExceeded else {
            guard papers.returned > 0 || papers.issued != 0 else { return nil }
            return text(
                Phrase(
                    zh: "纸质票发出 \(issued) 张，收回 \(returned) 张。",
                    en: "Papers handed out: \(issued), came back: \(returned)."))
        }
        return text(
            Phrase(
                zh: "纸质票发出 \(issued) 张，收回 \(returned) 张，收回的多于发出的。",
                en: "Papers handed out: \(issued), came back: \(returned), which is more than were handed out."))
    }

    func channel(_ channel: String) -> String {
        switch channel {
        case "paper": text(Phrase(zh: "纸质选票", en: "on paper"))
        case "imported": text(Phrase(zh: "官方平台", en: "on an official platform"))
        default: text(Phrase(zh: "线上", en: "electronically"))
        }
    }

    func heads(_ number: Int64) -> String {
        switch language {
        case .chinese: "\(count(number)) 人"
        case .english: English.counted(count(number), "owner")
        }
    }

    /// The nine kinds of Civil Code article 278.
    func matter(_ kind: MatterKind) -> String {
        switch kind {
        case .rulesOfProcedure: text(Phrase(zh: "议事规则", en: "Rules of procedure"))
        case .covenant: text(Phrase(zh: "管理规约", en: "Covenant"))
        case .committeeElection: text(Phrase(zh: "选举业主委员会或更换成员", en: "Election of the committee"))
        case .propertyService: text(Phrase(zh: "选聘、解聘物业服务人", en: "Property service"))
        case .useFund: text(Phrase(zh: "使用维修资金", en: "Use of the maintenance fund"))
        case .raiseFund: text(Phrase(zh: "筹集维修资金", en: "Raising of money"))
        case .rebuild: text(Phrase(zh: "改建、重建", en: "Rebuilding"))
        case .changeOfUse: text(Phrase(zh: "改变共有部分用途", en: "Change of use of common parts"))
        case .other: text(Phrase(zh: "其他重大事项", en: "Another weighty matter"))
        }
    }

    /// Such as `2/3 以上`, `at least 2/3`.
    func threshold(_ threshold: RulePack.Threshold) -> String {
        switch threshold.comparison {
        case .atLeast: text(Phrase(zh: "不少于 \(threshold.ratio)", en: "at least \(threshold.ratio)"))
        case .moreThan: text(Phrase(zh: "超过 \(threshold.ratio)", en: "more than \(threshold.ratio)"))
        }
    }

    /// What is allowed once an item has passed.
    ///
    /// `names` are of what the mandate speaks of.
    func mandate(_ mandate: Mandate, names: MandateNames) -> String {
        let place =
            mandate.scope.buildings.map { list($0.map(building)) } ?? text(Phrase(zh: "全小区", en: "the whole community"))
        switch mandate {
        case .collect(let collect):
            return text(
                Phrase(
                    zh: "通过后，\(place)按\(price(collect.rate))筹集。",
                    en: "If it passes, \(price(collect.rate)) is collected in \(place)."))
        case .spend(let spend):
            let general = Phrase(zh: "决定指明的筹集款", en: " of the collection that the decision names")
            let source = spend.campaign.map { campaign in
                guard let title = names.campaigns[campaign] else { return general }
                return Phrase(zh: "“\(title)”的款项", en: " of the collection \"\(title)\"")
            }
            return text(
                Phrase(
                    zh: "通过后，\(place)可使用\(source?.zh ?? "")不超过 \(money(spend.cap))。",
                    en: "If it passes, at most \(money(spend.cap))\(source?.en ?? "") may be spent in \(place)."))
        case .seatCommittee(let seat): return elected(into: seat)
        case .adoptRules(let rules):
            return text(
                Phrase(
                    zh: "通过后，SHA-256 为 \(rules.document) 的文本生效。",
                    en: "If it passes, the text whose SHA-256 is \(rules.document) is in force."))
        case .mergeCommunities(let merge):
            let communities = list(merge.from.map(names.community))
            return text(
                Phrase(
                    zh: "通过后，将合并为一个物业管理区域，涉及\(communities)。",
                    en: "If it passes, communities become one management area, among them \(communities)."))
        }
    }
}

/// The words for how an assembly is held, and where it stands.
extension Wording {
    /// Nil takes ballots in every way.
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

    /// In place of the phase of a result that was posted for long enough and to which an objection was upheld.
    var keptFromEffect: String {
        text(Phrase(zh: "公示期满，因异议成立不生效", en: "Kept from taking effect by an objection that was upheld"))
    }

    /// In place of the phase of a result that stands and gives nothing an effect.
    var withoutPassage: String {
        text(Phrase(zh: "公示期满，没有通过的事项", en: "The posting is over, nothing passed"))
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
