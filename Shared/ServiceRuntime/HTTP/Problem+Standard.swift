package import Model

/// The problems that any route may answer with. Their slugs are part of the interface.
extension Problem {
    package static func badRequest(_ detail: Phrase) -> Problem {
        Problem(400, "bad-request", Phrase(zh: "请求无法理解", en: "The request cannot be understood"), detail: detail)
    }

    /// 400 for values that cannot be taken, each with its field.
    package static func invalid(_ errors: [FieldError]) -> Problem {
        Problem(400, "invalid-fields", Phrase(zh: "有内容填写不正确", en: "Some values cannot be accepted"), errors: errors)
    }

    package static func invalid(_ field: String, _ reason: Phrase) -> Problem {
        .invalid([FieldError(field: field, reason: reason)])
    }

    package static let badJSON = Problem(400, "bad-json", Phrase(zh: "JSON 不正确", en: "The JSON is not acceptable"))

    package static let signInRequired = Problem(
        401, "sign-in-required", Phrase(zh: "请先登录", en: "Please sign in first"))

    package static let tokenRefused = Problem(
        401, "token-refused", Phrase(zh: "登录凭证无效或已过期", en: "The access token is not valid or has expired"))

    /// The token is the registry's, and of a time that has not come by this service's clock: one of the two is wrong,
    /// and another token would be refused as well.
    static func tokenFromTheFuture(seconds: Int64) -> Problem {
        Problem(
            401, tokenRefused.slug,
            Phrase(zh: "服务器时钟不一致，无法核对登录凭证", en: "The services' clocks differ"),
            detail: Phrase(
                zh: "按本服务的时钟，凭证 \(seconds) 秒后才生效：本服务的时钟慢了，"
                    + "或登记服务的快了。重新登录没有用",
                en: "By this service's clock the access token begins in \(seconds) seconds: this clock is behind, "
                    + "or the registry's is ahead. Signing in again does not help"))
    }

    /// The token is good, but its sign-in is too old for what was asked (RFC 9470).
    package static let freshSignInRequired = Problem(
        401, "fresh-sign-in-required",
        Phrase(zh: "为安全起见，请重新登录后再操作", en: "To be safe, please sign in again before doing this"))

    /// What a 401 says about how to sign in (RFC 6750 §3, RFC 9470 §3).
    var challenge: String? {
        guard status == 401 else { return nil }
        guard slug == Problem.freshSignInRequired.slug else { return "Bearer realm=\"tongti\"" }
        let age = Route.freshSignIn.components.seconds
        return "Bearer realm=\"tongti\", error=\"insufficient_user_authentication\", max_age=\"\(age)\""
    }

    package static let roleRequired = Problem(
        403, "role-required", Phrase(zh: "您的身份不能进行此操作", en: "Your role does not allow this"))

    /// 403 that says who may: in Chinese as people call them, in English by the words that commands take.
    static func roleRequired(of roles: RoleSet) -> Problem {
        let wanted = Role.allCases.filter { roles.contains(RoleSet($0)) }
        return Problem(
            roleRequired.status, roleRequired.slug, roleRequired.title,
            detail: Phrase(
                zh: "此处需要以下身份之一：" + wanted.map(\.title.zh).joined(separator: "、"),
                en: "It takes one of these roles here: " + wanted.map(\.rawValue).joined(separator: ", ")))
    }

    package static func unknownCommunity(_ code: CommunityID) -> Problem {
        Problem(
            404, "unknown-community", Phrase(zh: "没有这个小区", en: "There is no such community"),
            detail: Phrase(code.description))
    }

    package static let notFound = Problem(404, "not-found", Phrase(zh: "没有找到", en: "Not found"))

    package static let methodNotAllowed = Problem(
        405, "method-not-allowed", Phrase(zh: "此地址不支持这种请求方法", en: "This address does not support the method"))

    package static let requestTimeout = Problem(
        408, "request-timeout", Phrase(zh: "请求没有及时传完", en: "The request did not arrive in time"))

    package static func bodyTooLarge(limit: Int) -> Problem {
        Problem(
            413, "body-too-large", Phrase(zh: "内容太大", en: "The content is too large"),
            detail: Phrase(zh: "最多 \(limit) 字节", en: "At most \(limit) bytes"))
    }

    package static func wrongMediaType(_ wanted: String) -> Problem {
        Problem(
            415, "wrong-media-type", Phrase(zh: "内容格式不支持", en: "The content type is not supported"),
            detail: Phrase(zh: "需要 \(wanted)", en: "Expected \(wanted)"))
    }

    package static let wrongContentCoding = Problem(
        415, "wrong-content-coding", Phrase(zh: "内容编码不支持", en: "The content coding is not supported"),
        detail: Phrase(
            zh: "内容不能压缩，请去掉 Content-Encoding 按原样发送",
            en: "Content is not to be compressed; send it as it is, without Content-Encoding"))

    /// Which content codings a 415 says would be taken (RFC 9110 §15.5.16).
    var acceptedCodings: String? { slug == Problem.wrongContentCoding.slug ? "identity" : nil }

    package static let idempotencyKeyReuse = Problem(
        422, "idempotency-key-reuse",
        Phrase(
            zh: "同一个 Idempotency-Key 已用于另一个请求", en: "This Idempotency-Key was used for a different request"))

    package static let tooManyRequests = Problem(
        429, "too-many-requests", Phrase(zh: "请求太多，请稍后再试", en: "Too many requests, please try again later"),
        retryAfter: .seconds(1))

    static let tooManyOwnFiles = Problem(
        429, "too-many-own-files",
        Phrase(
            zh: "您正在上传的文件太多，请等它们传完再试", en: "You are sending too many files at once; please wait until they have come"),
        retryAfter: .seconds(5))

    package static let headerTooLarge = Problem(
        431, "header-too-large", Phrase(zh: "请求头太大", en: "The request header is too large"))

    /// The last resort: what went wrong is in the log under the trace id, and nowhere else.
    package static let internalError = Problem(
        500, "internal-error",
        Phrase(zh: "系统出错，我们已记录", en: "Something went wrong on our side; it has been recorded"))

    package static let unavailable = Problem(
        503, "unavailable", Phrase(zh: "系统暂时不可用，请稍后再试", en: "Temporarily unavailable, please try again"),
        retryAfter: .seconds(2))

    static let tooManyStreams = Problem(
        503, "too-many-streams", Phrase(zh: "同时查看的人太多，请稍后刷新", en: "Too many are watching; please reload later"),
        retryAfter: .seconds(30))

    static let tooManyFiles = Problem(
        503, "too-many-files",
        Phrase(zh: "同时上传的文件太多，请稍后再试", en: "Too many files are being sent; please try again later"),
        retryAfter: .seconds(5))

    package static let notReady = Problem(
        503, "not-ready", Phrase(zh: "服务尚未就绪", en: "The service is not ready"), retryAfter: .seconds(1))

    /// The command may or may not have been carried out; the same `Idempotency-Key` makes asking again safe.
    package static let outcomeUnknown = Problem(
        503, "outcome-unknown",
        Phrase(
            zh: "不能确定操作是否完成，请用同一个 Idempotency-Key 重试",
            en: "It is not certain whether this was done; please repeat it with the same Idempotency-Key"),
        retryAfter: .seconds(2))
}
