import Model
import ServiceRuntime

/// A person over HTTP: their units and roles.
struct PersonView: Encodable {
    let person: AccountID
    let login: LoginName
    let name: String?
    let phone: String?
    let staff: Bool
    let activated: Bool
    let secondFactor: Bool
    let disabled: Bool
    let homes: [Home]
    let roles: [GrantView]

    struct Home: Encodable {
        let owner: OwnerID
        let community: CommunityID
        let units: [UnitCode]
    }

    init(_ person: PeopleQueries.Person) {
        self.person = person.account.id
        login = person.account.login
        name = person.details.name.isEmpty ? nil : person.details.name
        phone = person.details.phone.isEmpty ? nil : person.details.phone
        staff = person.account.isStaff
        activated = person.account.credential != nil
        secondFactor = person.account.hasSecondFactor
        disabled = person.account.isDisabled
        homes = person.homes.map { Home(owner: $0.owner, community: $0.community, units: $0.units) }
        roles = person.grants.map { GrantView($0.grant, $0.state) }
    }

    static let summary: [Schema.Property] = [
        .required("person", .uuid), .required("login", .string()), .required("staff", .boolean),
        .required("activated", .boolean), .required("secondFactor", .boolean, "Whether one is in use"),
        .required("disabled", .boolean, "Whether the person is shut out"),
    ]

    static let schema = Schema.object(
        summary + [
            .optional("name", .string()), .optional("phone", .string()),
            .required(
                "homes",
                .array(
                    .object([
                        .required("owner", .uuid, "The subject of tokens there"), .required("community", .string()),
                        .required("units", .array(.unit), "What the roll says today"),
                    ]))),
            .required("roles", .array(GrantView.schema)),
        ])
}

/// An account in a list.
struct AccountView: Encodable {
    let person: AccountID
    let login: LoginName
    let staff: Bool
    let activated: Bool
    let secondFactor: Bool
    let disabled: Bool

    init(_ account: Account) {
        person = account.id
        login = account.login
        staff = account.isStaff
        activated = account.credential != nil
        secondFactor = account.hasSecondFactor
        disabled = account.isDisabled
    }
}

/// A granted or proposed role over HTTP.
struct GrantView: Encodable {
    let grant: GrantID
    let person: AccountID
    let community: CommunityID?
    let role: Role
    let from: Day
    let until: Day?
    let state: RoleGrant.State
    let proposedBy: String
    let proposedAt: Timestamp
    let confirmedBy: String?
    let confirmedAt: Timestamp?
    let revokedBy: String?
    let revokedAt: Timestamp?
    let body: BodyID?
    let seat: Int64?

    init(_ grant: RoleGrant, _ state: RoleGrant.State) {
        self.grant = grant.id
        person = grant.account
        community = grant.community
        role = grant.role
        from = grant.from
        until = grant.until
        self.state = state
        proposedBy = grant.proposedBy
        proposedAt = grant.proposedAt
        confirmedBy = grant.confirmedBy
        confirmedAt = grant.confirmedAt
        revokedBy = grant.revokedBy
        revokedAt = grant.revokedAt
        body = grant.seat?.place.body
        seat = grant.seat?.place.seat
    }

    static let schema = Schema.object([
        .required("grant", .uuid), .required("person", .uuid), .optional("community", .string()),
        .required("role", .word(Role.allCases.filter { $0 != .owner }.map(\.rawValue))), .required("from", .day),
        .optional("until", .day, "The last day"),
        .required("state", .word(RoleGrant.State.allCases.map(\.rawValue)), "On the district's day"),
        .required("proposedBy", .string(), "A person, or who acted without an account"),
        .required("proposedAt", .time), .optional("confirmedBy", .string()), .optional("confirmedAt", .time),
        .optional("revokedBy", .string()), .optional("revokedAt", .time),
        .optional("body", .string(), "Of whose seat it is, and ends with it"), .optional("seat", .integer(minimum: 1)),
    ])
}

extension RoleGrant.State: Encodable {}
