import Model
import ServiceRuntime

extension LifecycleRefusal: ProblemConvertible {
    package var problem: Problem {
        let (status, slug, title) = head
        return Problem(status, slug, title, errors: reasons.map { FieldError(field: $0, reason: $1) })
    }

    private var head: (status: Int, slug: String, title: Phrase) {
        switch self {
        case .firstMeetingEarly:
            (
                409, "first-meeting-early",
                Phrase(zh: "召开首次业主大会会议的条件尚未具备", en: "The owners' first meeting cannot be called yet")
            )
        case .tooEarlyToOpen:
            (
                409, "too-early-to-open",
                Phrase(zh: "通知业主的天数不够，还不能开始表决", en: "The owners were told too few days ago to open the voting")
            )
        case .rulesLack:
            (
                409, "rules-too-old",
                Phrase(
                    zh: "小区采用的规则缺少需要的内容，请采用新版规则",
                    en: "The community's rules are older than what is needed here; adopt newer ones")
            )
        case .yearNotLoaded:
            (
                409, "year-not-announced",
                Phrase(zh: "该年度的放假安排尚未公布", en: "The holidays of a year that matters here are not announced yet")
            )
        case .windowTooShort, .windowTooLong:
            (409, "voting-window", Phrase(zh: "表决时间的长短不符合规则", en: "The rules do not allow a voting of this length"))
        case .papersTooLate, .papersBeforeClosing:
            (409, "papers-until", Phrase(zh: "纸质表决票的录入截止时间不符合规则", en: "Papers cannot be entered until that time"))
        case .unknownPlaces:
            (
                409, "unknown-places",
                Phrase(zh: "表决范围涉及名册上没有的楼栋或单元", en: "The electorate names places that are not on the roll")
            )
        case .nobodyVotes:
            (409, "nobody-votes", Phrase(zh: "表决范围内没有可以计票的房屋", en: "No unit that counts is within the electorate"))
        case .mandateBeyondElectorate:
            (
                409, "beyond-electorate",
                Phrase(zh: "事项涉及没有表决权的业主", en: "An item's mandate concerns owners who have no vote on it")
            )
        case .officialVoteOnly:
            (
                409, "official-vote-only",
                Phrase(
                    zh: "当地只承认官方电子投票，本系统的电子表决没有效力；请改为书面表决，并录入官方系统的结果",
                    en:
                        "Only the authority's own electronic votes bind here; hold it on paper, and bring the official results in"
                )
            )
        case .tooFewCandidates:
            (
                409, "too-few-candidates",
                Phrase(zh: "候选人太少，不符合差额选举的比例", en: "Fewer stand in an election than the rules ask for")
            )
        case .seatsOffRoll:
            (409, "seats-off-roll", Phrase(zh: "分到席位的楼栋不在名册上", en: "Seats are allotted to what is not on the roll"))
        case .candidateElsewhere:
            (
                409, "candidate-elsewhere",
                Phrase(zh: "候选人在所代表的楼栋没有房屋", en: "A candidate owns no unit in the building for which they stand")
            )
        case .candidateNoOwner:
            (409, "candidate-no-owner", Phrase(zh: "候选人已不是业主", en: "A candidate owns no unit that counts any more"))
        case .electionAgainstRules:
            (
                409, "election-rules",
                Phrase(zh: "选举的安排不符合小区采用的规则", en: "The election is not as the community's rules have it")
            )
        case .postedLate:
            (
                409, "candidates-posted-late",
                Phrase(zh: "候选人名单公示的天数不够", en: "The list of candidates was posted too few days ago to vote on it")
            )
        case .listReplaced:
            (
                409, "candidates-replaced",
                Phrase(
                    zh: "候选人名单已重新公示，请按新名单另行召集会议",
                    en: "The list of candidates has been posted anew; convene another assembly by it")
            )
        case .extensionsUsedUp:
            (409, "extensions-used-up", Phrase(zh: "不能再延期", en: "The voting cannot be extended again"))
        case .notLater, .extensionTooLong:
            (409, "extension-refused", Phrase(zh: "延期后的截止时间不符合规则", en: "The voting cannot be extended to that time"))
        case .unknownEarlier, .earlierNotCounted:
            (
                409, "no-earlier-result",
                Phrase(zh: "所指的会议没有可以重新表决的结果", en: "The earlier assembly has no result that could be put again")
            )
        case .alreadyDecided:
            (409, "already-decided", Phrase(zh: "事项已经通过，不能重新表决", en: "What has passed and stands is not put again"))
        case .publicityRuns:
            (409, "publicity-runs", Phrase(zh: "表决结果仍在公示", en: "The result is still posted for objections"))
        case .publicityOver:
            (409, "publicity-over", Phrase(zh: "公示期已过，不再受理异议", en: "The time for objections is over"))
        case .openObjections, .upheldObjections:
            (409, "objections", Phrase(zh: "异议使结果不能生效", en: "Objections keep the result from taking effect"))
        case .effective:
            (409, "already-effective", Phrase(zh: "表决结果已经生效", en: "The result has taken effect already"))
        case .setAside:
            (409, "set-aside", Phrase(zh: "决定已被撤销", en: "The decision has been set aside"))
        case .unknownItem:
            (400, "unknown-item", Phrase(zh: "会议没有这个表决事项", en: "The assembly has no such item"))
        case .dayAhead, .dayBefore:
            (400, "invalid-fields", Phrase(zh: "有内容填写不正确", en: "Some values cannot be accepted"))
        case .unknownObjection:
            (404, "unknown-objection", Phrase(zh: "没有这条异议", en: "There is no such objection"))
        case .alreadyAnswered:
            (409, "already-answered", Phrase(zh: "异议已经答复", en: "The objection has been answered"))
        case .ownObjection:
            (403, "own-objection", Phrase(zh: "不能答复自己的异议", en: "Nobody answers their own objection"))
        case .objectedBefore:
            (409, "objected-before", Phrase(zh: "这份异议书已经提交过", en: "This letter has been filed already"))
        case .tooManyObjections:
            (
                409, "too-many-objections",
                Phrase(zh: "异议数量已达上限", en: "This owner has filed as many objections as there may be")
            )
        }
    }

    /// Which fields are wrong, and why.
    private var reasons: [(String, Phrase)] {
        switch self {
        case .firstMeetingEarly(let gaps): gaps.map(\.reason)
        case .tooEarlyToOpen(let day):
            [("noticeOn", Phrase(zh: "最早 \(day) 可以开始", en: "lets it be opened on \(day) at the earliest"))]
        case .rulesLack(let key): [("rules", Phrase(zh: "缺少 \(key.rawValue)", en: "lack \(key.rawValue)"))]
        case .yearNotLoaded(let year): [("rules", Phrase(zh: "需要 \(year) 年的放假安排", en: "need the holidays of \(year)"))]
        case .windowTooShort(let time): [("closesAt", Phrase(zh: "不能早于 \(time)", en: "must not be before \(time)"))]
        case .windowTooLong(let time), .extensionTooLong(let time):
            [("closesAt", Phrase(zh: "不能晚于 \(time)", en: "must not be after \(time)"))]
        case .notLater(let time): [("closesAt", Phrase(zh: "应晚于 \(time)", en: "must be after \(time)"))]
        case .papersTooLate(let time): [("papersUntil", Phrase(zh: "不能晚于 \(time)", en: "must not be after \(time)"))]
        case .papersBeforeClosing(let time):
            [("papersUntil", Phrase(zh: "不能早于 \(time)", en: "must not be before \(time)"))]
        case .unknownPlaces(let places):
            [
                (
                    "scope",
                    Phrase(
                        zh: "名册上没有：\(places.joined(separator: "、"))",
                        en: "not on the roll: \(places.joined(separator: ", "))")
                )
            ]
        case .mandateBeyondElectorate(let item):
            [("\(item).mandate", Phrase(zh: "有房屋不在表决范围内", en: "concerns units that do not vote"))]
        case .tooFewCandidates(let item, let least):
            [("\(item).election.candidates", Phrase(zh: "至少 \(least) 人", en: "must be at least \(least)"))]
        case .seatsOffRoll(let item, let places):
            places.map {
                ("\(item).election.seatsByBuilding[\($0)].building", Phrase(zh: "名册上没有这栋楼", en: "is not on the roll"))
            }
        case .candidateElsewhere(let item, let places):
            places.map {
                ("\(item).election.candidates[\($0)].building", Phrase(zh: "在这栋楼没有房屋", en: "owns no unit there"))
            }
        case .candidateNoOwner(let item, let places):
            places.map { ("\(item).election.candidates[\($0)].owner", ProposalFault.Reason.ownsNothing.phrase) }
        case .electionAgainstRules(let faults): faults.map { ($0.field, $0.reason.phrase) }
        case .postedLate(let item, let day):
            [
                (
                    "\(item).election.round",
                    Phrase(zh: "最早 \(day) 可以开始", en: "lets it be opened on \(day) at the earliest")
                )
            ]
        case .listReplaced(let item, let day):
            [("\(item).election.round", Phrase(zh: "名单于 \(day) 重新公示", en: "posted its list anew on \(day)"))]
        case .extensionsUsedUp(let limit):
            [("closesAt", Phrase(zh: "最多延期 \(limit) 次", en: "may be extended \(limit) times"))]
        case .unknownEarlier(let id): [("revoteOf", Phrase(zh: "没有会议 \(id)", en: "no assembly is called \(id)"))]
        case .earlierNotCounted(let id): [("revoteOf", Phrase(zh: "\(id) 尚未计票", en: "\(id) has not been counted"))]
        case .alreadyDecided(let items):
            [
                (
                    "items",
                    Phrase(
                        zh: "已通过：\(items.map(\.description).joined(separator: "、"))",
                        en: "passed: \(items.map(\.description).joined(separator: ", "))")
                )
            ]
        case .publicityRuns(let day?): [("assembly", Phrase(zh: "公示至 \(day)", en: "is posted until \(day)"))]
        case .publicityOver(let day?): [("assembly", Phrase(zh: "公示至 \(day)", en: "was posted until \(day)"))]
        case .openObjections(let count): [("objections", Phrase(zh: "\(count) 条尚未答复", en: "\(count) are not answered"))]
        case .upheldObjections(let count): [("objections", Phrase(zh: "\(count) 条成立", en: "\(count) were upheld"))]
        case .unknownItem: [("item", .notOnAgenda)]
        case .dayAhead(let today): [("on", Phrase(zh: "晚于今天 \(today)", en: "is after today, \(today)"))]
        case .dayBefore(let day): [("on", Phrase(zh: "早于计票日 \(day)", en: "is before the day of the count, \(day)"))]
        case .tooManyObjections(let limit): [("assembly", Phrase(zh: "最多 \(limit) 条", en: "takes \(limit) of them"))]
        case .nobodyVotes, .officialVoteOnly, .publicityRuns, .publicityOver, .effective, .setAside, .unknownObjection,
            .alreadyAnswered, .ownObjection, .objectedBefore:
            []
        }
    }
}
