import Model
import ServiceRuntime

extension PeopleError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .signInRefused:
            Problem(
                401, "sign-in-refused",
                Phrase(zh: "登录名、密码或动态码不正确", en: "The user name, the password or the code is not right"))
        case .tooManyAttempts(let seconds):
            Problem(
                429, "too-many-attempts", Phrase(zh: "尝试次数太多，请稍后再试", en: "Tried too often, please wait"),
                detail: Phrase(zh: "请等待 \(seconds) 秒", en: "Wait \(English.counted(seconds, "second"))"),
                retryAfter: .seconds(seconds))
        case .sessionOver:
            Problem(401, "session-over", Phrase(zh: "登录已失效，请重新登录", en: "The session is over, please sign in"))
        case .codeRefused:
            Problem(403, "code-refused", Phrase(zh: "激活码不正确", en: "The code is not right"))
        case .codeOver:
            Problem(
                410, "code-over",
                Phrase(zh: "激活码已失效，请申请新的激活信", en: "The code no longer works, please ask for a new one"))
        case .loginTaken:
            Problem(
                409, "login-taken", Phrase(zh: "这个登录名不能用，请换一个", en: "This user name cannot be had, please take another")
            )
        case .secretRefused(let reason): .invalid("secret", reason.reason)
        case .badWish(let field, let reason): .invalid(field, reason)
        case .accountUnknown:
            Problem(404, "unknown-person", Phrase(zh: "没有这个人员", en: "There is no such person"))
        case .noAccount:
            Problem(404, "no-account", Phrase(zh: "此凭证没有对应的账号", en: "There is no account behind this token"))
        case .secondFactorExists:
            Problem(
                409, "second-factor-exists",
                Phrase(
                    zh: "已有动态码；如已丢失，请向运营人员申请新的激活码",
                    en: "There is one already; if it is lost, ask an operator for a new code"))
        case .grantUnknown:
            Problem(404, "unknown-grant", Phrase(zh: "没有这项授权", en: "There is no such grant"))
        case .grantClosed:
            Problem(409, "grant-closed", Phrase(zh: "这项授权已不能确认", en: "This grant can no longer be confirmed"))
        case .samePerson:
            Problem(
                409, "same-person",
                Phrase(
                    zh: "须由另一人确认：提出人、本人和制作其激活码的人都不能确认",
                    en: "Somebody else must confirm: neither who proposed it, nor the person, nor who made their code"))
        case .ownDocument:
            Problem(
                409, "same-person", Phrase(zh: "本人的证件须由另一人登记", en: "Somebody else must record one's own document"),
                errors: [FieldError(field: "ownerRef", reason: Phrase(zh: "是您本人", en: "is yourself"))])
        case .secondFactorMissing:
            Problem(
                409, "second-factor-missing",
                Phrase(zh: "此人还没有启用动态码", en: "The person has no second factor in use yet"))
        case .enoughOperators:
            Problem(
                409, "enough-operators",
                Phrase(zh: "已有两名运营人员，请由他们办理", en: "There are two operators; they enrol further ones"))
        case .accountDisabled:
            Problem(409, "account-disabled", Phrase(zh: "这个账号已停用", en: "This account is disabled"))
        case .inPersonOnly:
            Problem(
                409, "in-person-only",
                Phrase(
                    zh: "此业主的账号另有职务，不能用激活信；请当面交付激活码",
                    en: "This owner's account has more than an owner's rights; hand them a code in person instead"))
        case .ownAccount:
            Problem(409, "own-account", Phrase(zh: "不能停用自己的账号", en: "Nobody disables their own account"))
        case .secretWrong: .invalid("current", Phrase(zh: "现用密码不正确", en: "The present password is not right"))
        case .answerGone(let advice):
            Problem(
                410, "answer-gone", Phrase(zh: "已经办理，结果不再保留", en: "This was done, and its answer is kept no longer"),
                detail: advice)
        }
    }
}
