import HTTPTypes
import Model
import ServiceRuntime

extension NominationRefusal: ProblemConvertible {
    package var problem: Problem {
        let (status, slug, title) = head
        return Problem(status, slug, title, errors: reasons.map { FieldError(field: $0, reason: $1) })
    }

    private var head: (status: Int, slug: String, title: Phrase) {
        switch self {
        case .unknownRound: (404, "unknown-round", Phrase(zh: "没有这一轮提名", en: "There is no such round of nominations"))
        case .roundExists:
            (409, "round-exists", Phrase(zh: "提名编号已被使用", en: "There is a round of nominations of this code already"))
        case .notOpen: (409, "nominations-closed", Phrase(zh: "现在不接受提名", en: "Nobody can be nominated now"))
        case .notAnOwner:
            (409, "not-an-owner", Phrase(zh: "不是名册上的业主", en: "This is nobody who owns a unit on the roll"))
        case .alreadyNominated: (409, "already-nominated", Phrase(zh: "已经被提名", en: "This owner is nominated already"))
        case .roundFull: (409, "round-full", Phrase(zh: "提名人数已达上限", en: "The round takes no more nominations"))
        case .unknownNomination: (404, "unknown-nomination", Phrase(zh: "没有这项提名", en: "There is no such nomination"))
        case .withdrawn: (409, "nomination-withdrawn", Phrase(zh: "提名已经撤回", en: "The nomination was taken back"))
        case .notJoint:
            (409, "not-joint", Phrase(zh: "不是业主联名推荐，不需要支持", en: "Only a joint nomination takes supporters"))
        case .supportsOneself:
            (
                409, "own-nomination",
                Phrase(zh: "不能支持自己；共有产权人按一人计算", en: "Nobody supports themselves, nor does who owns together with them")
            )
        case .decidesOneself:
            (403, "own-candidacy", Phrase(zh: "不能审查自己的提名", en: "Nobody decides about their own nomination"))
        case .onlyNominee:
            (409, "only-the-nominee", Phrase(zh: "只能由被提名人自己撤回", en: "Only the nominee takes this nomination back"))
        case .alreadySupported:
            (409, "already-supported", Phrase(zh: "已经支持过，共有产权人按一人计算", en: "This head supports the nomination already"))
        case .tooFewSupporters:
            (409, "too-few-supporters", Phrase(zh: "联名业主人数不够", en: "Too few owners support the nomination"))
        case .roundRuns: (409, "nominations-run", Phrase(zh: "提名尚未截止", en: "Nominations are still taken"))
        case .undecided: (409, "undecided", Phrase(zh: "有提名尚未审查", en: "Some nominations are not decided"))
        case .nobodyAccepted: (409, "nobody-accepted", Phrase(zh: "没有通过审查的候选人", en: "Nobody was accepted"))
        case .alreadyPosted:
            (409, "already-posted", Phrase(zh: "名单已经公示；变动时自动重新公示", en: "The list is posted; changes post it anew"))
        case .inUse:
            (
                409, "round-in-use",
                Phrase(
                    zh: "已按此名单召集选举；表决开始前，只有不再是业主的人可以退出",
                    en: "An election was convened by this list; before it opens only who owns nothing any more leaves")
            )
        }
    }

    /// Which fields are wrong, and why.
    private var reasons: [(String, Phrase)] {
        switch self {
        case .notOpen(let from, let until):
            [("round", Phrase(zh: "提名时间 \(from) 至 \(until)", en: "takes nominations from \(from) to \(until)"))]
        case .roundFull(let limit):
            [
                (
                    "round",
                    Phrase(
                        zh: "自荐和联名的最多 \(limit) 人，书面推荐的也最多 \(limit) 人",
                        en: "takes \(limit) who stand by themselves, and \(limit) on paper")
                )
            ]
        case .tooFewSupporters(let count, let least):
            [
                (
                    "candidate",
                    Phrase(zh: "已有 \(count) 人，至少 \(least) 人", en: "has \(count) supporters, and needs \(least)")
                )
            ]
        case .roundRuns(let day): [("round", Phrase(zh: "提名至 \(day)", en: "takes nominations until \(day)"))]
        case .undecided(let count): [("candidates", Phrase(zh: "\(count) 项", en: "\(count) of them"))]
        default: []
        }
    }
}
