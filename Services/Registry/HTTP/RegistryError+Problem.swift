import Model
import ServiceRuntime

extension RegistryError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .communityUnknown(let code):
            .unknownCommunity(code)
        case .factMissing(let field):
            .invalid(field, Phrase(zh: "新小区必须填写", en: "is needed for a new community"))
        case .fileRefused(let faults):
            .fileRefused(faults)
        case .rollMissing:
            Problem(404, "no-roll", Phrase(zh: "还没有导入名册", en: "No roll has been imported yet"))
        case .communityMerged(let area):
            Problem(
                409, "community-merged",
                Phrase(zh: "本小区已并入另一物业管理区域，不再单独变更", en: "The community is part of another management area now"),
                detail: Phrase(area.description))
        case .unitUnknown(let unit):
            Problem(
                404, "unknown-unit", Phrase(zh: "名册中没有这套房屋", en: "There is no such unit on the roll"),
                detail: Phrase(unit.description))
        case .snapshotUnknown(let position):
            Problem(
                404, "unknown-snapshot",
                Phrase(zh: "没有这个位置的名册", en: "No roll was recorded at this position"), detail: Phrase("\(position)"))
        case .notOwnerOfUnit(let ref, let unit):
            Problem(
                422, "not-an-owner-of-unit",
                Phrase(zh: "此人不是该房屋的业主", en: "This is no owner of the unit"),
                detail: Phrase(zh: "\(unit)：\(ref)", en: "\(unit): \(ref)"))
        case .unitDiffers(let unit):
            Problem(
                422, "unit-differs",
                Phrase(zh: "转让只能更改业主，其他内容与名册不一致", en: "A transfer changes owners only, and another column differs"),
                detail: Phrase(unit.description))
        case .dayInFuture(let field, let today):
            Problem(
                422, "day-in-future", Phrase(zh: "日期还没有到", en: "The day has not come yet"),
                errors: [
                    FieldError(
                        field: field, reason: Phrase(zh: "晚于今天 \(today)", en: "is after today, \(today)"))
                ])
        case .modeNotAfterLast(let day):
            Problem(
                409, "mode-not-after-last",
                Phrase(zh: "应晚于上一种管理方式的开始日期", en: "It must begin after the mode before it did"),
                detail: Phrase(day.description))
        case .modeTooLong(let day):
            Problem(
                422, "mode-too-long", Phrase(zh: "应急物业服务超过规定期限", en: "The emergency service lasts too long"),
                detail: Phrase(zh: "最迟到 \(day)", en: "at the latest until \(day)"))
        case .yearNotLoaded(let year):
            Problem(
                422, "year-not-loaded",
                Phrase(zh: "\(year) 年的工作日尚未载入", en: "The working days of \(year) have not been loaded"))
        case .rulesMissing:
            Problem(404, "no-rules", Phrase(zh: "还没有采用规则", en: "No rules have been adopted yet"))
        case .packIncomplete(let reason):
            Problem(
                422, "rules-incomplete", Phrase(zh: "规则不完整", en: "The rule pack is not complete"),
                detail: reason.reason)
        case .packBelowLaw(let field):
            Problem(
                422, "rules-below-law", Phrase(zh: "规则低于法律要求", en: "The rule pack asks less than the law"),
                errors: [
                    FieldError(
                        field: field,
                        reason: Phrase(
                            zh: "低于民法典第二百七十八条的比例", en: "is less than Civil Code art. 278 asks"))
                ])
        case .packOfOtherJurisdiction(let pack, let community):
            Problem(
                409, "rules-of-other-jurisdiction",
                Phrase(zh: "规则不属于本小区所在地区", en: "The rule pack is not of the community's jurisdiction"),
                detail: Phrase(zh: "规则：\(pack)，小区：\(community)", en: "pack: \(pack), community: \(community)"))
        case .noScenarioDistrict:
            NoScenarioDistrict().problem
        case .dayInPast(let current):
            Problem(
                409, "day-in-past", Phrase(zh: "日期不能倒退", en: "The day cannot go backwards"),
                detail: Phrase(zh: "现在是 \(current)", en: "It is \(current)"))
        case .ownerUnknown(let ref):
            Problem(
                404, "unknown-owner", Phrase(zh: "名册中没有这位业主", en: "There is no such owner on the roll"),
                detail: Phrase(ref.description))
        case .developmentTokensOff:
            Problem(
                403, "development-tokens-off",
                Phrase(zh: "本辖区不签发开发用凭证", en: "This district issues no development tokens"))
        }
    }
}
