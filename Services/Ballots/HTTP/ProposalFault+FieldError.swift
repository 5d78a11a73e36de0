import Model
import ServiceRuntime

extension ProposalFault {
    var fieldError: FieldError { FieldError(field: field, reason: reason.phrase) }
}

extension ProposalFault.Reason {
    var phrase: Phrase {
        switch self {
        case .empty: AgendaFault.Reason.empty.phrase
        case .tooLong(let limit): Phrase(zh: "最多 \(limit) 个字", en: "may have at most \(limit) characters")
        case .tooMany(let limit): AgendaFault.Reason.tooMany(limit: limit).phrase
        case .tooLarge(let limit): AgendaFault.Reason.tooLarge(limit: limit).phrase
        case .controlCharacter: Phrase(zh: "含有控制字符", en: "holds a control character")
        case .invisibleCharacter: Phrase(zh: "含有不可见字符", en: "holds an invisible character")
        case .unprintable(let reason): reason
        case .personalNumber:
            Phrase(zh: "不能含有电话或证件号码", en: "holds what looks like a telephone or document number")
        case .repeated: AgendaFault.Reason.repeated.phrase
        case .zero: AgendaFault.Reason.zero.phrase
        case .moreThan(let most): Mandate.FigureFault.Reason.moreThan(most).phrase
        case .dearerThan(let most): Mandate.FigureFault.Reason.dearerThan(most).phrase
        case .uninspected: Mandate.FigureFault.Reason.uninspected.phrase
        case .before(let time): Phrase(zh: "不能早于 \(time)", en: "must not be before \(time)")
        case .dayAhead(let today): Phrase(zh: "晚于今天 \(today)", en: "is after today, \(today)")
        case .beyondElectorate:
            Phrase(
                zh: "涉及没有表决权的楼栋，由谁表决就由谁承担",
                en: "must name buildings, and only such as vote: who pays decides")
        case .ofAllOwners:
            Phrase(
                zh: "关系到整个小区，应由全体业主表决，不能只由部分楼栋表决",
                en: "is about the whole community: all owners decide on it, and not some buildings")
        case .past(let now): Phrase(zh: "已经过去，系统时间 \(now)", en: "has passed; the system's time is \(now)")
        case .tooWeak(.collect):
            Phrase(
                zh: "筹集资金的事项需四分之三以上同意：raiseFund、rebuild 或 changeOfUse（民法典第二百七十八条）",
                en: "to collect money the kind must be raiseFund, rebuild or changeOfUse (Civil Code art. 278)")
        case .tooWeak(.spend):
            Phrase(
                zh: "使用资金的事项应为 useFund 或要求更高的类别（民法典第二百七十八条）",
                en: "to spend money the kind must be useFund or a stricter one (Civil Code art. 278)")
        case .tooWeak(.seatCommittee):
            Phrase(zh: "组成业委会或物管会的事项类别应为 committeeElection", en: "to seat a body the kind must be committeeElection")
        case .tooWeak(.adoptRules):
            Phrase(
                zh: "通过规则的事项类别应为 rulesOfProcedure、covenant 或 other",
                en: "to adopt rules the kind must be rulesOfProcedure, covenant or other")
        case .tooWeak(.mergeCommunities):
            Phrase(zh: "合并物业管理区域的事项类别应为 other", en: "to merge communities the kind must be other")
        case .missing(let form): AgendaFault.Reason.missing(for: form).phrase
        case .notFor(let form): AgendaFault.Reason.notFor(form).phrase
        case .tooFew(let least): AgendaFault.Reason.tooFew(least: least).phrase
        case .atMost(let most): Phrase(zh: "最多 \(most)", en: "must be at most \(most)")
        case .notElected: Phrase(zh: "不是由业主选举的组织", en: "is no body that owners elect")
        case .rankedBy(let ranking):
            Phrase(
                zh: "小区采用的规则按 \(ranking.rawValue) 排序", en: "must be \(ranking.rawValue), as the community's rules say")
        case .reserved: AgendaFault.Reason.reserved.phrase
        case .outsideElectorate: AgendaFault.Reason.outsideElectorate.phrase
        case .notTheSum(let seats): AgendaFault.Reason.notTheSum(of: seats).phrase
        case .moreThanCandidates(let count): AgendaFault.Reason.moreThanCandidates(count).phrase
        case .notAllotted: AgendaFault.Reason.notAllotted.phrase
        case .notOnRoll: Phrase(zh: "名册上没有这栋楼", en: "is not on the roll")
        case .noUnitThere:
            Phrase(zh: "该候选人在这栋楼没有房屋", en: "is a building in which the candidate owns no unit")
        case .ownsNothing: Phrase(zh: "该候选人在名册上没有可以计票的房屋", en: "owns no unit on the roll that counts")
        case .onlyJoint:
            Phrase(zh: "只有业主联名推荐（joint）才有联名人数", en: "is only for a joint nomination")
        case .onlyFirstMeeting:
            Phrase(zh: "只用于筹备组召集的首次会议", en: "is only for a first meeting, which the preparatory group calls")
        case .onlyOwners: Phrase(zh: "建设单位提出时不填业主人数和面积", en: "of a developer goes without owners and area")
        case .unknownRound: Phrase(zh: "没有这一轮提名", en: "names no round of nominations")
        case .notPosted: Phrase(zh: "候选人名单尚未公示", en: "is a round whose list of candidates is not posted")
        case .notOfRound:
            Phrase(zh: "与这一轮提名公示的不一致", en: "is not what the round of nominations has posted")
        case .dayBehind(let day): Phrase(zh: "不能早于 \(day)", en: "must not be before \(day)")
        case .codesTooLong:
            Phrase(
                zh: "会议编号与事项编号合计不能超过 63 个字符",
                en: "together with the assembly's code may have at most 63 characters")
        case .unknownCampaign: Phrase(zh: "没有事项开启这项筹集", en: "names a campaign that no item opens")
        case .leavesOutPayers:
            Phrase(
                zh: "应包括向这项筹集缴款的全部楼栋：谁出钱，谁决定",
                en: "must leave out no building that pays to the campaign: who pays decides")
        case .campaignTaken(let campaign):
            Phrase(
                zh: "筹集编号 \(campaign) 已由另一次会议的事项使用，请换一个编号",
                en: "would name the campaign \(campaign), which an item of another assembly names; choose another code")
        }
    }
}
