import JWTKit
import Model

/// What an access token says (RFC 9068 profile with our own claims for roles).
struct AccessClaims: JWTPayload {
    static let type = "at+jwt"
    static let issuer = "tongti-registry"
    static let audience = "tongti"
    static let algorithm = "EdDSA"

    var issuer: String
    var audience: String
    var subject: String
    /// Seconds since 1970, as the other two.
    var expires: Int64
    var issued: Int64
    var notBefore: Int64?
    /// Community code → names of roles, of which those that this version does not know are passed over.
    var roles: [String: [String]]?
    var isOperator: Bool?
    /// When the person last gave their secret, in seconds since 1970 (OpenID Connect Core §2).
    var authenticated: Int64?
    /// Made by the development issuer, for whom nobody has signed in.
    var isDevelopment: Bool?
    /// The session that it belongs to (OpenID Connect Front-Channel Logout §3): when that ends, so does the token.
    var session: String?
    /// The account behind the subject, and the owners whom its person is (decision 50).
    var account: String?
    var owners: [String]?
    /// Owners who have shown a document that one of those has shown, and other accounts: they are the same person, who acts for
    /// each apart.
    var alike: [String]?
    /// Communities whose property company the person works for, whether or not they may act for it now.
    var propertyStaff: [String]?

    enum CodingKeys: String, CodingKey {
        case issuer = "iss"
        case audience = "aud"
        case subject = "sub"
        case expires = "exp"
        case issued = "iat"
        case notBefore = "nbf"
        case roles
        case isOperator = "op"
        case authenticated = "auth_time"
        case isDevelopment = "dev"
        case session = "sid"
        case account
        case owners
        case alike
        case propertyStaff = "property_staff"
    }

    // The times are judged by ``TokenVerifier`` against its own clock.
    func verify(using algorithm: some JWTAlgorithm) async throws {}

    /// Who the token speaks for.
    ///
    /// - Throws: `InvalidValue` when a community's code is none.
    func caller() throws -> Caller {
        var known: [CommunityID: Set<Role>] = [:]
        for (community, names) in roles ?? [:] {
            known[try CommunityID(parsing: community)] = Set(names.compactMap(Role.init(rawValue:)))
        }
        return Caller(
            person: Person(subject: subject, account: account, owners: owners ?? [], alike: alike ?? []), roles: known,
            isOperator: isOperator ?? false,
            propertyStaff: try (propertyStaff ?? []).map(CommunityID.init(parsing:)),
            signedInAt: isDevelopment == true ? Caller.alwaysFresh : authenticated ?? Caller.neverFresh)
    }
}
