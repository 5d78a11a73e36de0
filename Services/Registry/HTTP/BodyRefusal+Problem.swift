import Model
import ServiceRuntime

extension BodyRefusal: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .bodyUnknown(let code):
            Problem(
                404, "unknown-body", Phrase(zh: "没有这个机构", en: "There is no such body"),
                detail: Phrase(code.description))
        case .applicationUnknown(let day):
            Problem(
                404, "unknown-application", Phrase(zh: "没有这项申请", en: "There is no such application"),
                detail: Phrase(day.description))
        case .invalid(let faults):
            .invalid(faults.map { FieldError(field: $0.field, reason: $0.reason) })
        case .conflict(let fault):
            Problem(
                409, "body-conflict", Phrase(zh: "与机构的现状不符", en: "The body as it stands does not allow this"),
                errors: [FieldError(field: fault.field, reason: fault.reason)])
        case .againstRules(let breaches):
            Problem(
                422, "body-against-rules", Phrase(zh: "不符合本小区的规则", en: "The community's rules do not allow this"),
                detail: Phrase(
                    zh: "确有理由并经有权单位同意的，可以作为例外记录",
                    en: "It can be recorded as an exception, with the reason and who allowed it"),
                errors: breaches.map { FieldError(field: $0.field, reason: Phrase(zh: $0.zh, en: $0.en)) })
        case .ruleMissing(let missing):
            Problem(
                409, "rule-missing", Phrase(zh: "现行规则没有所需的内容", en: "The rules in force do not say what is needed"),
                detail: missing.reason)
        case .yearNotLoaded(let year):
            Problem(
                409, "year-not-loaded", Phrase(zh: "所需年份的工作日尚未公布", en: "The working days of a year are not known yet"),
                detail: Phrase(zh: "\(year.year) 年", en: "\(year)"))
        }
    }
}
