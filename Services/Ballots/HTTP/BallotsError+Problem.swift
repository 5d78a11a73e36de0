import Model
import ServiceRuntime

/// What a refusal says to whoever asked: one place for each, with status, slug, title, and the field that is its reason.
extension BallotsError: ProblemConvertible {
    package var problem: Problem {
        switch self {
        case .unknownCommunity(let code):
            .unknownCommunity(code)
        case .unknownAssembly:
            Problem(404, "unknown-assembly", Phrase(zh: "没有这次业主大会会议", en: "There is no such assembly"))
        case .communityMerged(let area):
            Problem(
                409, "community-merged",
                Phrase(
                    zh: "小区已并入另一物业管理区域，应在该区域召开业主大会",
                    en: "The owners' meeting is that of the area that this is part of"),
                detail: Phrase(area.description))
        case .proposal(let faults): .invalid(faults.map(\.fieldError))
        case .papers(let faults), .file(let faults): .fileRefused(faults)

        // Convening and opening
        case .alreadyConvened(let assembly):
            Problem(
                409, "assembly-exists", Phrase(zh: "会议编号已被使用", en: "There is an assembly of this code already"),
                field: "code", Phrase(zh: "\(assembly) 已存在", en: "\(assembly) exists"))
        case .alreadyOpened:
            Problem(409, "already-opened", Phrase(zh: "表决已经开始过了", en: "The voting has been opened already"))
        case .rulesMissing:
            Problem(
                409, "rules-missing",
                Phrase(zh: "小区还没有采用议事规则，不能开始表决", en: "The community has no rules yet to vote by"))
        case .rulesAwaited:
            Problem(
                409, "rules-awaited",
                Phrase(
                    zh: "小区新采用的议事规则尚未处理完毕，请稍后再试",
                    en: "The rules that the community adopted last are not taken in yet; please try again later"))
        case .rollMissing:
            Problem(
                409, "roll-missing",
                Phrase(zh: "小区还没有业主名册，不能开始表决", en: "The community has no roll yet to vote on"))
        case .rollIncomplete:
            Problem(
                409, "roll-incomplete",
                Phrase(zh: "业主名册正在更新，请稍后再试", en: "The roll is being changed; please try again shortly"),
                retryAfter: .seconds(2))
        case .unknownBuildings(let buildings, let item):
            Problem(
                409, "unknown-buildings",
                Phrase(zh: "表决事项涉及名册上没有的楼栋", en: "An item covers buildings that are not on the roll"),
                field: "\(item).mandate.scope.buildings", .notOnRoll(buildings))
        case .tooLateToOpen(let closesAt, let now):
            Problem(
                409, "too-late-to-open",
                Phrase(zh: "截止时间已过，不能再开始表决", en: "The voting cannot be opened after the time at which it ends"),
                detail: Phrase(
                    zh: "截止时间 \(closesAt)，系统时间 \(now)", en: "It ends at \(closesAt); the system's time is \(now)"))

        // Voting
        case .notOpenYet:
            Problem(409, "not-open-yet", Phrase(zh: "表决还没有开始", en: "The voting has not been opened yet"))
        case .closed(_, let closesAt, let now):
            Problem(
                409, "voting-closed", Phrase(zh: "表决已经结束", en: "The voting is over"),
                detail: Phrase(
                    zh: "截止时间 \(closesAt)，系统时间 \(now)", en: "It ran until \(closesAt); the system's time is \(now)"))
        case .entryOver(_, let papersUntil, let now):
            Problem(
                409, "voting-closed",
                Phrase(zh: "表决已经结束，录入也已截止", en: "The voting is over, and nothing is entered any more"),
                detail: Phrase(
                    zh: "录入至 \(papersUntil)，系统时间 \(now)",
                    en: "Entries were taken until \(papersUntil); the system's time is \(now)"))
        case .unknownItem:
            Problem(
                400, "unknown-item", Phrase(zh: "会议没有这个表决事项", en: "The assembly has no such item"),
                field: "item", .notOnAgenda)
        case .unknownUnit(let unit):
            Problem(
                400, "unknown-unit", Phrase(zh: "本次表决的名册上没有这套房", en: "The unit is not on the roll of this voting"),
                field: "unit", .notOnRoll(unit))
        case .notYourUnit(let unit):
            Problem(
                403, "not-your-unit", Phrase(zh: "您不是这套房的表决人", en: "You do not vote for this unit"),
                field: "unit", Phrase(zh: "\(unit) 由另一位业主表决", en: "another owner votes for \(unit)"))
        case .boughtLater(let unit, let openedAt):
            Problem(
                403, "bought-later",
                Phrase(
                    zh: "本次表决以开始时的业主名册为准，此后取得房屋的业主不参加本次表决",
                    en: "This voting goes by the roll at its opening; who became an owner since then has no vote in it"),
                field: "unit",
                Phrase(
                    zh: "\(openedAt.day) 表决开始时的业主对 \(unit) 表决",
                    en: "whoever was the owner at the opening on \(openedAt.day) votes for \(unit)"))
        case .notOffered(let choice, let item):
            Problem(
                400, "not-offered", Phrase(zh: "表决票上没有这个选项", en: "The ballot does not offer this answer"),
                field: "choice", .notOffered(choice.description, on: item))
        case .onPaperOnly:
            Problem(
                409, "on-paper-only", Phrase(zh: "本次会议只收纸质表决票", en: "This assembly takes ballots on paper only"))
        case .alreadyVoted(let first):
            Problem(
                409, "already-voted",
                Phrase(zh: "该业主对此事项已经投过票，以第一次为准", en: "This owner has voted on the item; the first vote counts"),
                detail: Phrase(
                    zh: "第一次投票回执 \(first.receipt)，时间 \(first.acceptedAt)",
                    en: "The receipt of the first vote is \(first.receipt), of \(first.acceptedAt)"))
        case .votedElsewhere(let vote):
            Problem(
                409, "voted-elsewhere",
                Phrase(
                    zh: "这一票是用纸质选票或在官方平台上投的，不能在这里更改",
                    en: "The vote was cast on paper or on an official platform and cannot be changed here"),
                detail: .standing(vote))
        case .votedByProxy(let vote):
            Problem(
                409, "voted-by-proxy",
                Phrase(
                    zh: "这一票由代理人依书面委托投出，不能更改",
                    en: "A proxy cast the vote by a written authority; it is not changed"),
                detail: .standing(vote))
        case .sameChoice(let vote):
            Problem(
                409, "same-choice",
                Phrase(zh: "您已经这样选择，表决没有变化", en: "You have voted like this already; nothing was changed"),
                detail: .standing(vote))
        case .changedTooOften(let vote, let limit):
            Problem(
                409, "changed-too-often",
                Phrase(zh: "同一事项最多更改 \(limit) 次", en: "A vote may be changed at most \(limit) times"),
                detail: .standing(vote))
        case .notByHands(let item):
            Problem(
                409, "not-by-hands", Phrase(zh: "这个事项不以举手方式统计", en: "Hands are not counted on this item"),
                field: "item", Phrase(zh: "\(item) 不是举手事项", en: "\(item) is no item of the form showOfHands"))
        case .handsRecorded(let item):
            Problem(
                409, "hands-recorded", Phrase(zh: "该事项的举手结果已经登记", en: "The hands of this item have been recorded"),
                field: "item", Phrase(zh: "\(item) 已登记", en: "\(item) has been counted"))
        case .moreHandsThanHeads(let heads):
            Problem(
                400, "more-hands-than-heads",
                Phrase(zh: "举手人数多于有表决权的业主", en: "There are more hands than owners who may vote"),
                field: "inFavour", Phrase(zh: "三项合计最多 \(heads) 人", en: "with the others at most \(heads)"))

        case .witnessesOneself:
            .invalid("witness", Phrase(zh: "不能由录入人本人担任", en: "must not be whoever records the hands"))

        // Delivery, proxies, official platforms, visits
        case .deliveredEarly(let reason): .invalid("deliveredOn", reason)
        case .papersAreBack(let count): .invalid("papers", Delivery.Fault.papersAreBack(count))
        case .silenceIsSettled: .invalid("warned", Delivery.Fault.silenceIsSettled)
        case .registerVoids(let item): .invalid("papers", Delivery.Fault.registerVoids(item))
        case .proxyExcluded:
            Problem(
                409, "proxy-excluded",
                Phrase(zh: "物业服务企业的工作人员不能担任代理人", en: "Staff of the property company may not vote for owners"),
                field: "isPropertyStaff", Phrase(zh: "应为 false", en: "must be false"))
        case .proxyOfOneself(let unit):
            Problem(
                400, "proxy-of-oneself",
                Phrase(zh: "房屋的业主不能同时是自己的代理人", en: "An owner of the unit needs no proxy for it"),
                field: "holder", Phrase(zh: "是 \(unit) 的业主", en: "is one of the owners of \(unit)"))
        case .proxyToRecorder:
            Problem(
                409, "proxy-to-recorder",
                Phrase(
                    zh: "登记委托的人不能是代理人，须由另一名计票人登记",
                    en: "Nobody records an authority to themselves; another scrutineer does"),
                field: "holder", Phrase(zh: "是登记人本人", en: "is whoever records it"))
        case .proxyWrittenLate(let day): .invalid("writtenOn", Phrase(zh: "晚于 \(day)", en: "is after \(day)"))
        case .proxyStands(let unit):
            Problem(
                409, "proxy-stands",
                Phrase(zh: "该业主已委托代理人，须先撤回", en: "The owner has a proxy already, which must be revoked first"),
                field: "unit", Phrase(zh: "\(unit) 已有代理人", en: "\(unit) has a proxy already"))
        case .principalVoted(let unit):
            Problem(
                409, "principal-voted",
                Phrase(
                    zh: "该业主对所有事项都已投票，不能再委托",
                    en: "The owner has voted on every item, so nobody can vote for them"),
                field: "unit", Phrase(zh: "\(unit) 的业主已投票", en: "the owner of \(unit) has voted"))
        case .proxyLimit(let limit):
            Problem(
                409, "proxy-limit",
                Phrase(zh: "代理人代理的业主已达上限", en: "The holder votes for as many owners as the rules allow"),
                field: "holder", Phrase(zh: "每人最多代理 \(limit) 名业主", en: "may vote for at most \(limit) owners"))
        case .noProxy(let unit):
            Problem(
                404, "no-proxy", Phrase(zh: "该业主没有委托代理人", en: "The owner has no proxy"),
                field: "unit", Phrase(zh: "\(unit) 没有代理人", en: "\(unit) has no proxy"))
        case .proxyUsed(let unit):
            Problem(
                409, "proxy-used",
                Phrase(zh: "代理人已经投票，不能再撤回", en: "The proxy has voted already and cannot be revoked any more"),
                field: "unit", Phrase(zh: "\(unit) 的代理人已投票", en: "the proxy of \(unit) has voted"))
        case .importedBefore(let evidence):
            Problem(
                409, "imported-before",
                Phrase(zh: "平台的这份结果已经导入过", en: "This file of the platform was brought in before"),
                field: "evidence", Phrase(zh: "\(evidence) 已导入", en: "\(evidence) was brought in already"))
        case .noPresentation:
            Problem(
                404, "no-presentation",
                Phrase(zh: "没有可以撤回的候选人介绍", en: "There is no presentation that you could take back"),
                field: "candidate", Phrase(zh: "没有您可以撤回的介绍", en: "has none that is yours to take back"))
        case .topicEnded(let topic):
            Problem(
                409, "topic-ended", Phrase(zh: "这一走访主题已经结束", en: "The visits about this have ended"),
                field: "topic", Phrase(zh: "\(topic) 已结束", en: "\(topic) has ended"))

        // Closing
        case .notDue(_, let due, let now):
            Problem(
                409, "not-due",
                Phrase(
                    zh: "还不能计票：还可以投票、更改，或者录入按时签署的纸质票",
                    en: "It is not counted while votes can come or change, or papers signed in time be entered"),
                detail: Phrase(
                    zh: "\(due) 起可以计票，系统时间 \(now)",
                    en: "It can be counted from \(due) on; the system's time is \(now)"))
        case .clockNotTrusted:
            Problem(
                503, "clock-not-trusted",
                Phrase(
                    zh: "系统时钟异常，暂不能结束表决；投票不受影响",
                    en:
                        "The system's clock is not to be trusted, so the voting cannot be closed now; votes are taken "
                        + "as before"
                ),
                retryAfter: .seconds(60))

        // Evidence
        case .notClosed: Problem(409, "not-closed", Phrase(zh: "表决还没有结束", en: "The voting is not over yet"))
        case .notCertified:
            Problem(
                409, "not-certified",
                Phrase(zh: "结果证书正在生成，请稍后再试", en: "The certificate is being made; please try again shortly"),
                retryAfter: .seconds(1))
        case .noBundle:
            Problem(
                404, "no-bundle",
                Phrase(zh: "这次会议的证书早于现行明细格式，没有这份明细", en: "The assembly was certified before bundles had their form"))
        case .tooManyReads:
            Problem(
                429, "too-many-reads",
                Phrase(zh: "查阅的人太多，请稍后再试", en: "Too many are reading this now, please try again shortly"),
                retryAfter: .seconds(5))
        case .unknownReceipt:
            Problem(
                404, "unknown-receipt", Phrase(zh: "本次表决没有这个回执号", en: "This voting has no vote of this receipt"))
        }
    }
}

extension Problem {
    /// A refusal of which one field is the reason.
    fileprivate init(_ status: Int, _ slug: String, _ title: Phrase, field: String, _ reason: Phrase) {
        self.init(status, slug, title, errors: [FieldError(field: field, reason: reason)])
    }
}
