package import Model

/// Who is asking, as far as the service knows.
package struct Caller: Sendable, Equatable {
    /// Who that is; a peer by its name, and somebody who did not sign in by an empty one.
    package let person: Person
    package let kind: Kind
    private let roles: [CommunityRoles]
    /// Where the person works for the property company, also where they may not act for it now.
    private let propertyStaff: [CommunityID]
    /// When the person last gave their secret, in seconds since 1970.
    private let signedInAt: Int64

    /// The opaque id of a person as their token has it: that of an owner, or of an account.
    package var subject: String { person.subject }

    /// What stands for the moment of a development token, and of a token that names none.
    static let alwaysFresh = Int64.max
    static let neverFresh = Int64.min

    package enum Kind: Sendable, Equatable {
        case anonymous, person, peer
    }

    package static let anonymous = Caller(person: Person(subject: ""), kind: .anonymous, roles: [])
    package static let peer = Caller(person: Person(subject: "peer"), kind: .peer, roles: [])

    /// A signed-in person.
    ///
    /// `propertyStaff` are communities whose property company they work for, beside those where they have that role.
    /// `signedInAt` is when they last gave their secret, in seconds since 1970.
    package init(
        person: Person, roles: [CommunityID: Set<Role>], isOperator: Bool, propertyStaff: [CommunityID] = [],
        signedInAt: Int64 = Int64.min
    ) {
        let local = roles.map { CommunityRoles(community: $0.key, roles: RoleSet($0.value.subtracting([.operator]))) }
        self.init(
            person: person, kind: .person, roles: local, isOperator: isOperator, propertyStaff: propertyStaff,
            signedInAt: signedInAt)
    }

    private init(
        person: Person, kind: Kind, roles: [CommunityRoles], isOperator: Bool = false,
        propertyStaff: [CommunityID] = [], signedInAt: Int64 = Self.neverFresh
    ) {
        self.person = person
        self.kind = kind
        self.roles = roles
        self.isOperator = isOperator
        self.propertyStaff = propertyStaff
        self.signedInAt = signedInAt
    }

    /// Whether the secret was given within the last `age` seconds before `now`.
    func isFresh(at now: Int64, age: Int64) -> Bool { signedInAt == Self.alwaysFresh || signedInAt >= now - age }

    /// Whether the caller has the district-wide role.
    package let isOperator: Bool

    /// What the caller is in a community, the district-wide role included.
    package func roles(in community: CommunityID) -> Set<Role> {
        Set(Role.allCases.filter { roleSet(in: community).contains(RoleSet($0)) })
    }

    package func has(_ role: Role, in community: CommunityID) -> Bool {
        roleSet(in: community).contains(RoleSet(role))
    }

    /// Where the caller has a role.
    func communities(as role: Role) -> [CommunityID] {
        roles.filter { $0.roles.contains(RoleSet(role)) }.map(\.community)
    }

    /// Whether the caller works for the property company of a community, also where they may not act for it now.
    package func isPropertyStaff(in community: CommunityID) -> Bool {
        has(.property, in: community) || propertyStaff.contains(community)
    }

    /// The roles in one community, or in any when none is named.
    func roleSet(in community: CommunityID?) -> RoleSet {
        var set: RoleSet = isOperator ? RoleSet(.operator) : []
        for entry in roles where community == nil || entry.community == community { set.formUnion(entry.roles) }
        return set
    }

    private struct CommunityRoles: Sendable, Equatable {
        let community: CommunityID
        let roles: RoleSet
    }
}

/// Roles as bits, because every request compares two sets of them.
struct RoleSet: OptionSet, Sendable, Hashable {
    let rawValue: UInt16

    init(rawValue: UInt16) { self.rawValue = rawValue }

    init(_ role: Role) {
        self.rawValue =
            switch role {
            case .owner: 1 << 0
            case .collector: 1 << 1
            case .scrutineer: 1 << 2
            case .committee: 1 << 3
            case .property: 1 << 4
            case .contractor: 1 << 5
            case .street: 1 << 6
            case .auditor: 1 << 7
            case .operator: 1 << 8
            }
    }

    init(_ roles: some Sequence<Role>) {
        self = roles.reduce(into: []) { $0.formUnion(RoleSet($1)) }
    }
}
