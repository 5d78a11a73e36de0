import Model
import ServiceRuntime

extension BallotsError: ProblemConvertible {
    package var problem: Problem {
        switch self {
        case .unknownCommunity: Self.unknownCommunityProblem
        case .unknownAssembly: Self.unknownAssemblyProblem
        case .communityMerged(let area): Self.communityMergedProblem(area)
        case .proposal(let faults): .invalid(faults.map(\.fieldError))
        case .alreadyConvened(let assembly): Self.alreadyConvenedProblem(assembly)
        case .alreadyOpened: Self.alreadyOpenedProblem
        case .rulesMissing: Self.rulesMissingProblem
        case .rollMissing: Self.rollMissingProblem
        case .rollIncomplete: Self.rollIncompleteProblem
        case .unknownBuildings(let buildings, let item): Self.unknownBuildingsProblem(buildings, item)
        case .tooLateToOpen(let closesAt, let now): Self.tooLateToOpenProblem(closesAt, now)
        case .notOpenYet: Self.notOpenYetProblem
        case .closed(_, let closesAt, let now): Self.closedProblem(closesAt, now)
        case .unknownItem(let item): Self.unknownItemProblem(item)
        case .unknownUnit(let unit): Self.unknownUnitProblem(unit)
        case .notYourUnit(let unit): Self.notYourUnitProblem(unit)
        case .notOffered(let choice, let item): Self.notOfferedProblem(choice, item)
        case .alreadyVoted(let first): Self.alreadyVotedProblem(first)
        case .onPaperOnly: Self.onPaperOnlyProblem
        case .papers(let faults), .file(let faults): .fileRefused(faults)
        case .proxyExcluded: Self.proxyExcludedProblem
        case .proxyOfOneself(let unit): Self.proxyOfOneselfProblem(unit)
        case .proxyWrittenLate(let day): Self.proxyWrittenLateProblem(day)
        case .proxyStands(let unit): Self.proxyStandsProblem(unit)
        case .principalVoted(let unit): Self.principalVotedProblem(unit)
        case .proxyLimit(let limit): Self.proxyLimitProblem(limit)
        case .noProxy(let unit): Self.noProxyProblem(unit)
        case .proxyUsed(let unit): Self.proxyUsedProblem(unit)
        case .topicEnded(let topic): Self.topicEndedProblem(topic)
        case .importedBefore(let evidence): Self.importedBeforeProblem(evidence)
        case .notByHands(let item): Self.notByHandsProblem(item)
        case .handsRecorded: Self.handsRecordedProblem
        case .moreHandsThanHeads(let heads): Self.moreHandsThanHeadsProblem(heads)
        case .notDue(_, let closesAt, let now): Self.notDueProblem(closesAt, now)
        case .clockNotTrusted: Self.clockNotTrustedProblem
        case .notClosed: Self.notClosedProblem
        case .notCertified: Self.notCertifiedProblem
        case .unknownReceipt: Self.unknownReceiptProblem
        case .noBundle: Self.noBundleProblem
        }
    }

    private static let unknownCommunityProblem = Problem(
        404, "unknown-community", Phrase(zh: "没有这个小区", en: "There is no such community"))

    private static let unknownAssemblyProblem = Problem(
        404, "unknown-assembly", Phrase(zh: "没有这次业主大会会议", en: "There is no such assembly"))

    private static func communityMergedProblem(_ area: CommunityID) -> Problem {
        Problem(
            409, "community-merged",
            Phrase(zh: "小区已并入另一物业管理区域，应在该区域召开业主大会", en: "The owners' meeting is that of the area that this is part of"),
            detail: Phrase(area.description))
    }

    // MARK: - Convening and opening

    private static func alreadyConvenedProblem(_ assembly: AssemblyID) -> Problem {
        Problem(
            409, "assembly-exists", Phrase(zh: "会议编号已被使用", en: "There is an assembly of this code already"),
            errors: [FieldError(field: "code", reason: Phrase(zh: "\(assembly) 已存在", en: "\(assembly) exists"))])
    }

    private static let alreadyOpenedProblem = Problem(
        409, "already-opened", Phrase(zh: "表决已经开始过了", en: "The voting has been opened already"))

    private static let rulesMissingProblem = Problem(
        409, "rules-missing",
        Phrase(zh: "小区还没有采用议事规则，不能开始表决", en: "The community has no rules yet to vote by"))

    private static let rollMissingProblem = Problem(
        409, "roll-missing",
        Phrase(zh: "小区还没有业主名册，不能开始表决", en: "The community has no roll yet to vote on"))

    private static let rollIncompleteProblem = Problem(
        409, "roll-incomplete",
        Phrase(zh: "业主名册正在更新，请稍后再试", en: "The roll is being changed; please try again shortly"),
        retryAfter: .seconds(2))

    private static func unknownBuildingsProblem(_ buildings: [BuildingCode], _ item: ItemID) -> Problem {
        let names = buildings.map(\.description).joined(separator: ", ")
        return Problem(
            409, "unknown-buildings",
            Phrase(zh: "表决事项涉及名册上没有的楼栋", en: "An item covers buildings that are not on the roll"),
            errors: [
                FieldError(
                    field: "\(item).mandate.scope.buildings",
                    reason: Phrase(zh: "名册上没有：\(names)", en: "not on the roll: \(names)"))
            ])
    }

    private static func tooLateToOpenProblem(_ closesAt: Timestamp, _ now: Timestamp) -> Problem {
        Problem(
            409, "too-late-to-open",
            Phrase(zh: "截止时间已过，不能再开始表决", en: "The voting cannot be opened after the time at which it ends"),
            detail: Phrase(
                zh: "截止时间 \(closesAt)，系统时间 \(now)", en: "It ends at \(closesAt); the system's time is \(now)"))
    }

    // MARK: - Voting

    private static let notOpenYetProblem = Problem(
        409, "not-open-yet", Phrase(zh: "表决还没有开始", en: "The voting has not been opened yet"))

    private static func closedProblem(_ closesAt: Timestamp, _ now: Timestamp) -> Problem {
        Problem(
            409, "voting-closed", Phrase(zh: "表决已经结束", en: "The voting is over"),
            detail: Phrase(
                zh: "截止时间 \(closesAt)，系统时间 \(now)", en: "It ran until \(closesAt); the system's time is \(now)"))
    }

    private static func unknownItemProblem(_ item: ItemID) -> Problem {
        Problem(
            400, "unknown-item", Phrase(zh: "会议没有这个表决事项", en: "The assembly has no such item"),
            errors: [FieldError(field: "item", reason: .notOnAgenda(item))])
    }

    private static func unknownUnitProblem(_ unit: UnitCode) -> Problem {
        Problem(
            400, "unknown-unit", Phrase(zh: "本次表决的名册上没有这套房", en: "The unit is not on the roll of this voting"),
            errors: [FieldError(field: "unit", reason: .notOnRoll(unit))])
    }

    private static func notYourUnitProblem(_ unit: UnitCode) -> Problem {
        Problem(
            403, "not-your-unit", Phrase(zh: "您不是这套房的表决人", en: "You do not vote for this unit"),
            errors: [
                FieldError(
                    field: "unit",
                    reason: Phrase(zh: "\(unit) 由另一位业主表决", en: "another owner votes for \(unit)"))
            ])
    }

    private static func notOfferedProblem(_ choice: Choice, _ item: ItemID) -> Problem {
        Problem(
            400, "not-offered", Phrase(zh: "表决票上没有这个选项", en: "The ballot does not offer this answer"),
            errors: [FieldError(field: "choice", reason: .notOffered(choice.description, on: item))])
    }

    private static let onPaperOnlyProblem = Problem(
        409, "on-paper-only",
        Phrase(zh: "本次会议只收纸质表决票", en: "This assembly takes ballots on paper only"))

    private static func alreadyVotedProblem(_ first: Receipt) -> Problem {
        Problem(
            409, "already-voted",
            Phrase(zh: "该业主对此事项已经投过票，以第一次为准", en: "This owner has voted on the item; the first vote counts"),
            detail: Phrase(
                zh: "第一次投票回执 \(first.receipt)，时间 \(first.acceptedAt)",
                en: "The receipt of the first vote is \(first.receipt), of \(first.acceptedAt)"))
    }

    private static func notByHandsProblem(_ item: ItemID) -> Problem {
        Problem(
            409, "not-by-hands", Phrase(zh: "这个事项不以举手方式统计", en: "Hands are not counted on this item"),
            errors: [
                FieldError(
                    field: "item",
                    reason: Phrase(zh: "\(item) 不是举手事项", en: "\(item) is no item of the form showOfHands"))
            ])
    }

    private static let handsRecordedProblem = Problem(
        409, "hands-recorded", Phrase(zh: "该事项的举手结果已经登记", en: "The hands of this item have been recorded"))

    private static func moreHandsThanHeadsProblem(_ heads: Int64) -> Problem {
        Problem(
            400, "more-hands-than-heads",
            Phrase(zh: "举手人数多于有表决权的业主", en: "There are more hands than owners who may vote"),
            detail: Phrase(zh: "有表决权的业主 \(heads) 人", en: "\(heads) owners may vote"))
    }

    // MARK: - Closing

    private static func notDueProblem(_ closesAt: Timestamp, _ now: Timestamp) -> Problem {
        Problem(
            409, "not-due",
            Phrase(
                zh: "表决未到截止时间，且还有业主未投票，不能提前结束",
                en: "The voting cannot be closed before its time while somebody can still vote"),
            detail: Phrase(
                zh: "截止时间 \(closesAt)，系统时间 \(now)", en: "It runs until \(closesAt); the system's time is \(now)"))
    }

    private static let clockNotTrustedProblem = Problem(
        503, "clock-not-trusted",
        Phrase(
            zh: "系统时钟异常，暂不能结束表决；投票不受影响",
            en: "The system's clock is not to be trusted, so the voting cannot be closed now; votes are taken as before"
        ),
        retryAfter: .seconds(60))

    // MARK: - Evidence

    private static let notClosedProblem = Problem(
        409, "not-closed", Phrase(zh: "表决还没有结束", en: "The voting is not over yet"))

    private static let notCertifiedProblem = Problem(
        409, "not-certified",
        Phrase(zh: "结果证书正在生成，请稍后再试", en: "The certificate is being made; please try again shortly"),
        retryAfter: .seconds(1))

    private static let noBundleProblem = Problem(
        404, "no-bundle",
        Phrase(zh: "这次会议的证书早于现行明细格式，没有明细", en: "The assembly was certified before bundles had their form"))

    private static let unknownReceiptProblem = Problem(
        404, "unknown-receipt", Phrase(zh: "本次表决没有这个回执号", en: "This voting has no vote of this receipt"))
}
