import Model
import ServiceRuntime

/// What is said about proxies and imports that are refused.
extension BallotsError {
    static let proxyExcludedProblem = Problem(
        409, "proxy-excluded",
        Phrase(zh: "物业服务企业的工作人员不能担任代理人", en: "Staff of the property company may not vote for owners"),
        errors: [FieldError(field: "isPropertyStaff", reason: Phrase(zh: "应为 false", en: "must be false"))])

    static func proxyOfOneselfProblem(_ unit: UnitCode) -> Problem {
        Problem(
            400, "proxy-of-oneself", Phrase(zh: "房屋的业主不能同时是自己的代理人", en: "An owner of the unit needs no proxy for it"),
            errors: [
                FieldError(
                    field: "holder", reason: Phrase(zh: "是 \(unit) 的业主", en: "is one of the owners of \(unit)"))
            ])
    }

    static func proxyWrittenLateProblem(_ day: Day) -> Problem {
        .invalid("writtenOn", Phrase(zh: "晚于 \(day)", en: "is after \(day)"))
    }

    static func proxyStandsProblem(_ unit: UnitCode) -> Problem {
        Problem(
            409, "proxy-stands",
            Phrase(zh: "该业主已委托代理人，须先撤回", en: "The owner has a proxy already, which must be revoked first"),
            errors: [
                FieldError(field: "unit", reason: Phrase(zh: "\(unit) 已有代理人", en: "\(unit) has a proxy already"))
            ])
    }

    static func principalVotedProblem(_ unit: UnitCode) -> Problem {
        Problem(
            409, "principal-voted",
            Phrase(zh: "该业主对所有事项都已投票，不能再委托", en: "The owner has voted on every item, so nobody can vote for them"),
            errors: [
                FieldError(
                    field: "unit", reason: Phrase(zh: "\(unit) 的业主已投票", en: "the owner of \(unit) has voted"))
            ])
    }

    static func proxyLimitProblem(_ limit: Int64) -> Problem {
        Problem(
            409, "proxy-limit",
            Phrase(zh: "代理人代理的业主已达上限", en: "The holder votes for as many owners as the rules allow"),
            errors: [
                FieldError(
                    field: "holder",
                    reason: Phrase(zh: "每人最多代理 \(limit) 名业主", en: "may vote for at most \(limit) owners"))
            ])
    }

    static func noProxyProblem(_ unit: UnitCode) -> Problem {
        Problem(
            404, "no-proxy", Phrase(zh: "该业主没有委托代理人", en: "The owner has no proxy"),
            errors: [FieldError(field: "unit", reason: Phrase(zh: "\(unit) 没有代理人", en: "\(unit) has no proxy"))])
    }

    static func proxyUsedProblem(_ unit: UnitCode) -> Problem {
        Problem(
            409, "proxy-used",
            Phrase(zh: "代理人已经投票，不能再撤回", en: "The proxy has voted already and cannot be revoked any more"),
            errors: [
                FieldError(
                    field: "unit", reason: Phrase(zh: "\(unit) 的代理人已投票", en: "the proxy of \(unit) has voted"))
            ])
    }

    static func topicEndedProblem(_ topic: TopicCode) -> Problem {
        Problem(
            409, "topic-ended", Phrase(zh: "这一走访主题已经结束", en: "The visits about this have ended"),
            errors: [FieldError(field: "topic", reason: Phrase(zh: "\(topic) 已结束", en: "\(topic) has ended"))])
    }

    static func importedBeforeProblem(_ evidence: Digest256) -> Problem {
        Problem(
            409, "imported-before",
            Phrase(zh: "平台的这份结果已经导入过", en: "This file of the platform was brought in before"),
            errors: [
                FieldError(
                    field: "evidence", reason: Phrase(zh: "\(evidence) 已导入", en: "\(evidence) was brought in already"))
            ])
    }
}
