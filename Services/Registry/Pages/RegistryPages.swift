import Model
import Pages

/// The pages of the registry, compiled in.
enum RegistryPages {
    /// - Throws: the parser's error for a template that is none.
    static func load(tellsOfStory: Bool) throws -> PageSet {
        try PageSet(templates: templates, phrases: phrases, tellsOfStory: tellsOfStory)
    }

    static let templates: [String: String] = [
        "activate": text(PackageResources.activate_mustache), "activated": text(PackageResources.activated_mustache),
        "signin": text(PackageResources.signin_mustache), "me": text(PackageResources.me_mustache),
        "secret": text(PackageResources.secret_mustache), "factor": text(PackageResources.factor_mustache),
    ]

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    static let phrases: PhraseBook = [
        "privacy": Phrase(zh: "本页只有您本人能看到。", en: "Nobody but you can see this page."),
        "activate": Phrase(zh: "开通账号", en: "Open your account"),
        "activateLead": Phrase(
            zh: "请输入激活信上的激活码。忘记密码时，用新的激活信也可以重新设置。",
            en: "Type the code of your letter. With a new letter you can also choose a new password."),
        "activateButton": Phrase(zh: "开通", en: "Open the account"),
        "activated": Phrase(zh: "已开通", en: "Your account is open"),
        "code": Phrase(zh: "激活码", en: "Code of the letter"),
        "codeHint": Phrase(
            zh: "二十个字母和数字，形如 ACDEF-GHJKM-NPQRT-UVWXY。",
            en: "Twenty letters and digits, such as ACDEF-GHJKM-NPQRT-UVWXY."),
        "login": Phrase(zh: "登录名", en: "User name"),
        "newLogin": Phrase(zh: "取一个登录名", en: "Choose a user name"),
        "newLoginHint": Phrase(
            zh: "3 到 64 个字母、数字或 .-_；已有账号的，填原来的登录名。",
            en: "3 to 64 letters, digits or .-_; if you have an account already, its user name."),
        "secret": Phrase(zh: "密码", en: "Password"),
        "newSecret": Phrase(zh: "设置密码", en: "Choose a password"),
        "newSecretHint": Phrase(
            zh: "业主至少 6 位，工作人员至少 12 位；不要用 123456 这样容易猜到的。",
            en: "Owners at least 6 characters, staff 12; nothing as easy as 123456."),
        "factor": Phrase(zh: "动态码", en: "Second factor"),
        "factorLead": Phrase(
            zh: "请用验证器应用扫描下面的图。它只显示这一次。", en: "Scan this with an authenticator app. It is shown this once."),
        "factorKey": Phrase(zh: "或手动输入密钥：", en: "Or type the key:"),
        "factorCode": Phrase(zh: "动态码（工作人员必填）", en: "Code of the second factor (staff)"),
        "factorCodeHint": Phrase(zh: "没有启用动态码的业主不用填写。", en: "Owners without one leave this empty."),
        "joinFactor": Phrase(zh: "动态码", en: "Code of the second factor"),
        "joinFactorHint": Phrase(
            zh: "只有已有账号并启用了动态码的才填写。", en: "Only if you have an account that uses one; else leave this empty."),
        "signIn": Phrase(zh: "登录", en: "Sign in"),
        "signOut": Phrase(zh: "退出登录", en: "Sign out"),
        "toSignIn": Phrase(zh: "去登录", en: "To sign in"),
        "toActivate": Phrase(zh: "收到激活信？开通账号", en: "You have a letter? Open your account"),
        "forgotten": Phrase(
            zh: "忘记登录名或密码？请带身份证件到运营人员处，领一封新的激活信，重新设置。",
            en: "Forgotten your user name or password? See an operator with your identity card for a new letter."),
        "signInAgain": Phrase(
            zh: "请登录后继续：这一步需要在五分钟以内登录过。",
            en: "Please sign in to go on: this step needs a sign-in of the last five minutes."),
        "myAccount": Phrase(zh: "我的账号", en: "My account"),
        "changeSecret": Phrase(zh: "修改密码", en: "Change the password"),
        "changeSecretLead": Phrase(
            zh: "修改以后，其他设备上的登录立即失效。", en: "Wherever else you are signed in, you will be signed out."),
        "currentSecret": Phrase(zh: "现用密码", en: "Present password"),
        "repeatSecret": Phrase(zh: "再次输入新密码", en: "The new password again"),
        "change": Phrase(zh: "修改", en: "Change"),
        "secretChanged": Phrase(
            zh: "密码已修改，其他设备上的登录已失效。", en: "The password is changed. Elsewhere you have been signed out."),
        "factorInUse": Phrase(
            zh: "已启用动态码。手机丢失时，请带身份证件到运营人员处办理。",
            en: "A second factor is in use. If the phone is lost, see an operator with your identity card."),
        "factorNotInUse": Phrase(
            zh: "没有启用动态码。业主可以不启用；在委员会任职的须启用。",
            en: "No second factor is in use. Owners can do without; those on a committee need one."),
        "addFactor": Phrase(zh: "启用动态码", en: "Set up a second factor"),
        "factorNext": Phrase(
            zh: "然后请用动态码重新登录一次，登录成功后才算启用。", en: "Then sign in with its code once; it counts from then on."),
        "yourLogin": Phrase(zh: "您的登录名：", en: "Your user name:"),
        "mine": Phrase(zh: "我的房屋和身份", en: "My units and roles"),
        "myUnits": Phrase(zh: "我的房屋", en: "My units"),
        "assemblies": Phrase(zh: "业主大会表决", en: "Votes of the owners"),
        "noUnits": Phrase(zh: "名册上没有您的房屋。", en: "The roll has no unit of yours."),
        "myRoles": Phrase(zh: "我的身份", en: "My roles"),
        "noRoles": Phrase(zh: "没有授予其他身份。", en: "No other role was granted to you."),
    ]

    static func name(of state: RoleGrant.State) -> Phrase {
        switch state {
        case .proposed: Phrase(zh: "待确认", en: "to be confirmed")
        case .coming: Phrase(zh: "尚未开始", en: "not yet begun")
        case .inForce: Phrase(zh: "有效", en: "in force")
        case .suspended: Phrase(zh: "暂停", en: "suspended")
        case .over: Phrase(zh: "已到期", en: "over")
        case .revoked: Phrase(zh: "已撤销", en: "taken back")
        }
    }
}

/// A form, as it was filled in, and why it was refused.
struct FormView: Sendable {
    var login = ""
    /// Of the activation letter: nobody should have to type it twice because of a weak password.
    var letterCode = ""
    /// Where to go on to after signing in.
    var next: String?
    var refusal: String?
    /// Whether whoever sees it has signed in before, but too long ago.
    var isAgain = false
    /// Of the form that a letter's code is typed on: a browser that lost the answer sends it again.
    var key = ""
}

/// What somebody reads who has opened their account.
struct ActivatedView: Sendable {
    let login: String
    let factor: FactorView?

    init(_ answer: Activate.Answer, wording: Wording) throws {
        login = answer.login.description
        factor = try answer.secondFactor.map { try FactorView($0, wording: wording) }
    }
}

/// The key of a second factor, which is shown once.
struct FactorView: Sendable {
    let key: String
    let picture: Markup

    init(_ factor: SecondFactorAnswer, wording: Wording) throws {
        let label = wording.text(Phrase(zh: "动态码的二维码", en: "QR code of the second factor"))
        key = factor.key
        picture = try QRCode(factor.address).svg(label: label)
    }
}

/// A person's own page.
struct MeView: Sendable {
    let login: String
    let homes: [Home]
    let roles: [Granted]
    let hasSecondFactor: Bool
    /// Whether the secret was changed just now.
    let isSecretNew: Bool

    struct Home: Sendable {
        let place: String
        let units: [String]
        let assemblies: String
    }

    struct Granted: Sendable {
        let role: String
        let place: String
        let state: String
        let stateClass: String
        let days: String
    }

    init(_ person: PeopleQueries.Person, isSecretNew: Bool = false, wording: Wording) {
        hasSecondFactor = person.account.hasSecondFactor
        self.isSecretNew = isSecretNew
        login = person.account.login.description
        func place(_ community: CommunityID) -> String { person.places[community] ?? community.description }
        homes = person.homes.map { home in
            Home(
                place: place(home.community), units: home.units.map(\.description),
                assemblies: ReturnPath.assemblies(of: home.community))
        }
        roles = person.grants.map { grant, state in
            let end = grant.until.map(wording.day) ?? ""
            return Granted(
                role: wording.text(grant.role.title),
                place: grant.community.map(place) ?? wording.text(Phrase(zh: "全区", en: "the whole district")),
                state: wording.text(RegistryPages.name(of: state)), stateClass: state == .inForce ? "running" : "",
                days: "\(wording.day(grant.from)) – \(end)")
        }
    }
}
