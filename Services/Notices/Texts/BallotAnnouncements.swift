import Model
import Pages

/// What the board says of assemblies and their results.
enum BallotAnnouncements {
    static func convened(_ event: AssemblyConvened) -> Announcement {
        Announcement(
            .assemblyConvened,
            title: Phrase(zh: "业主大会会议通知：\(event.title)", en: "Notice of the owners' meeting: \(event.title)"),
            text: Phrase { wording in
                var items: [String] = []
                for (index, item) in event.items.enumerated() {
                    items.append("\(index + 1). \(item.title)")
                    guard let election = item.election else { continue }
                    items.append(wording.standing(election.candidates.map(\.candidate), for: election.seats))
                }
                let lines: [Phrase?] = [
                    event.electorate.map { places in
                        let voters = Self.places(places, wording)
                        return Phrase(zh: "由以下业主表决：\(voters)", en: "Those who vote: \(voters)")
                    },
                    event.form.map(Self.form),
                    Phrase(
                        zh: "表决截止：\(wording.time(event.closesAt))", en: "Voting ends: \(wording.time(event.closesAt))"),
                    event.papersUntil.map { until in
                        Phrase(
                            zh: "截止前签署的纸质票，可以录入至 \(wording.time(until))",
                            en: "Papers that are signed by then can be entered until \(wording.time(until))")
                    },
                    event.items.contains { $0.election != nil } ? named : nil,
                ]
                return
                    ([wording.text(Phrase(zh: "表决事项：", en: "To be decided:"))] + items
                    + lines.compactMap { $0.map(wording.text) }).joined(separator: "\n")
            })
    }

    private static let named = Phrase(
        zh: "同意公开的候选人，姓名和自我介绍见会议页面。",
        en: "Candidates who agreed to it are named on the meeting's page, with their statements.")

    private static func form(_ form: AssemblyForm) -> Phrase {
        switch form {
        case .meeting: Phrase(zh: "会议形式：集体讨论，现场填写纸质票", en: "How: at a meeting, with ballots on paper")
        case .written: Phrase(zh: "会议形式：书面征求意见，纸质票", en: "How: in writing, with ballots on paper")
        case .electronic: Phrase(zh: "会议形式：线上表决，也可索取纸质票", en: "How: online, or on paper for whoever asks")
        case .mixed: Phrase(zh: "会议形式：线上或纸质选票", en: "How: online or on paper")
        }
    }

    private static func places(_ electorate: Electorate, _ wording: Wording) -> String {
        switch (electorate, wording.language) {
        case (.buildings(let buildings), _): wording.list(buildings.sorted().map(wording.building))
        case (.entrances(let entrances), .chinese):
            wording.list(entrances.sorted().map { "\(wording.building($0.building))\($0.entrance)单元" })
        case (.entrances(let entrances), .english):
            wording.list(entrances.sorted().map { "\(wording.building($0.building)), entrance \($0.entrance)" })
        }
    }

    static func opened(_ event: AssemblyOpened, title: String) -> Announcement {
        Announcement(
            .votingOpened,
            title: Phrase(zh: "开始表决：\(title)", en: "Voting has begun: \(title)"),
            text: Phrase { wording in
                let heads = wording.count(event.electorate.heads)
                let area = wording.area(event.electorate.area)
                return switch wording.language {
                case .chinese: "有表决权的业主 \(heads) 人，专有部分面积合计 \(area)。业主名册和表决规则已经冻结，表决期间不再变动。"
                case .english:
                    "\(English.counted(heads, "owner")) with \(area) may vote. The roll and the rules are frozen and "
                        + "will not change while votes are open."
                }
            })
    }

    /// `titles` are those of the items, as they were announced.
    static func closed(_ event: AssemblyClosed, title: String, titles: [ItemID: String]) throws(ArithmeticOverflow)
        -> Announcement
    {
        var lines: [Phrase] = []
        for counted in event.items {
            let item = titles[counted.item] ?? counted.item.description
            let turnout = try participation(counted.result)
            lines.append(Phrase(zh: "\(item)：\(turnout.zh)", en: "\(item): \(turnout.en)"))
        }
        return Announcement(
            .votingClosed,
            title: Phrase(zh: "表决结束：\(title)", en: "Voting has ended: \(title)"),
            text: Phrase(
                zh: lines.map(\.zh).joined(separator: "\n"), en: lines.map(\.en).joined(separator: "\n")))
    }

    /// `names` are of what the mandate speaks of.
    static func passed(_ event: ResolutionPassed, names: MandateNames) throws(ArithmeticOverflow) -> Announcement {
        let count = try count(event.result)
        let mandate = event.mandate.map { sentence($0, names: names) }
        return Announcement(
            .resolutionPassed,
            title: Phrase(zh: "表决通过：\(event.title)", en: "Passed: \(event.title)"),
            text: Phrase(
                zh: [count.zh, mandate?.zh].compactMap(\.self).joined(separator: "\n"),
                en: [count.en, mandate?.en].compactMap(\.self).joined(separator: "\n")))
    }

    static func notPassed(_ event: ResolutionNotPassed) throws(ArithmeticOverflow) -> Announcement {
        let title =
            switch event.result.outcome {
            case .notQuorate: Phrase(zh: "未形成有效决定：\(event.title)", en: "No valid decision: \(event.title)")
            case .void: Phrase(zh: "选举无效：\(event.title)", en: "Void: \(event.title)")
            default: Phrase(zh: "表决未通过：\(event.title)", en: "Not passed: \(event.title)")
            }
        return Announcement(.resolutionNotPassed, title: title, text: try count(event.result))
    }

    /// What a mandate allows, in one sentence.
    static func sentence(_ mandate: Mandate, names: MandateNames = MandateNames()) -> Phrase {
        Phrase { wording in
            let places = mandate.scope.buildings.map { wording.list($0.sorted().map(wording.building)) }
            switch (mandate, wording.language) {
            case (.collect(let collect), .chinese):
                let share = collect.basis == .amount ? "收到应缴款的" : "缴清户数达到"
                return "\(places ?? "全小区")按房产证面积\(wording.price(collect.rate))筹集；"
                    + "一栋楼\(share) \(collect.threshold.percentage)，即可开始本楼的电梯\(wording.work(collect.releases.work))。"
            case (.collect(let collect), .english):
                let share = collect.basis == .amount ? "of its amount due has come in" : "of its households have paid"
                return
                    "\(places ?? "The whole community") pays \(wording.price(collect.rate)) of certificate area; the "
                    + "\(wording.work(collect.releases.work)) of a building's lifts begins when "
                    + "\(collect.threshold.percentage) \(share)."
            case (.spend(let spend), .chinese):
                let source = names.campaign.map { "从“\($0)”的款项中" }
                let general = spend.campaign == nil ? "" : "从决定指明的筹集款中"
                return "\(places.map { "为\($0)" } ?? "")\(source ?? general)支出不超过 \(wording.money(spend.cap))。"
            case (.spend(let spend), .english):
                let source = names.campaign.map { " of the collection \"\($0)\"" }
                let general = spend.campaign == nil ? "" : " of the collection that the decision names"
                return "At most \(wording.money(spend.cap))\(source ?? general) may be spent"
                    + (places.map { " for \($0)." } ?? ".")
            case (.seatCommittee(let seat), _): return wording.elected(into: seat)
            case (.adoptRules(let rules), .chinese): return "文本生效，SHA-256：\(rules.document)。"
            case (.adoptRules(let rules), .english): return "The text is in force; its SHA-256 is \(rules.document)."
            case (.mergeCommunities(let merge), .chinese):
                return "将合并为一个物业管理区域，涉及\(wording.list(merge.from.map(names.community)))。"
            case (.mergeCommunities(let merge), .english):
                return
                    "Communities become one management area, among them \(wording.list(merge.from.map(names.community)))."
            }
        }
    }

    private static func count(_ result: ItemResult) throws(ArithmeticOverflow) -> Phrase {
        let all = try result.participation()
        let turnout = try participation(result)
        if let election = result.election { return count(election, result.outcome, turnout) }
        let approval = Phrase { wording in
            let heads = wording.count(result.inFavour.heads)
            let headShare = wording.percent(result.inFavour.heads, of: all.heads)
            let area = wording.area(result.inFavour.area)
            let areaShare = wording.percent(result.inFavour.area.hundredths, of: all.area.hundredths)
            return switch wording.language {
            case .chinese: "同意 \(heads) 人（占参与人数 \(headShare)），面积 \(area)（占参与面积 \(areaShare)）。"
            case .english:
                "In favour: \(English.counted(heads, "owner")) (\(headShare) of those taking part) with \(area) "
                    + "(\(areaShare) of the area taking part)."
            }
        }
        return Phrase(zh: "\(turnout.zh)\n\(approval.zh)", en: "\(turnout.en)\n\(approval.en)")
    }

    /// Nobody is for or against an election: ballots name candidates.
    private static func count(_ election: ElectionResult, _ outcome: ItemResult.Outcome, _ turnout: Phrase) -> Phrase {
        Phrase { wording in
            let void = Phrase(
                zh: "收回的纸质票多于发出的，选举无效。", en: "More papers came back than had been handed out, so the election is void.")
            let ending =
                outcome == .rejected
                ? [wording.nobodyElected(reached: election.elected.map(\.description))]
                : wording.elected(election.elected, alternates: election.alternates)
            let lines = [wording.text(turnout)] + (outcome == .void ? [wording.text(void)] : []) + ending
            return lines.joined(separator: "\n")
        }
    }

    private static func participation(_ result: ItemResult) throws(ArithmeticOverflow) -> Phrase {
        let all = try result.participation()
        return Phrase { wording in
            let heads = wording.count(all.heads)
            let headShare = wording.percent(all.heads, of: result.electorate.heads)
            guard !result.isOfHeadsAlone else {
                return wording.text(
                    Phrase(
                        zh: "参与表决 \(heads) 人（占总人数 \(headShare)）。",
                        en: "\(English.counted(heads, "owner")) (\(headShare) of all) took part."))
            }
            let area = wording.area(all.area)
            let areaShare = wording.percent(all.area.hundredths, of: result.electorate.area.hundredths)
            return switch wording.language {
            case .chinese: "参与表决 \(heads) 人（占总人数 \(headShare)），面积 \(area)（占总面积 \(areaShare)）。"
            case .english:
                "\(English.counted(heads, "owner")) (\(headShare) of all) with \(area) (\(areaShare) of all area) took part."
            }
        }
    }
}
