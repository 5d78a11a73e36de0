import HTTPTypes
import Model

/// Decides who gets through to a route: nobody by default.
package struct Doors: Sendable {
    private let keeper: Keeper?

    private struct Keeper: Sendable {
        let tokens: TokenVerifier
        let internalKey: InternalKey

        func identify(_ headers: HTTPFields) async throws -> Caller {
            guard let field = headers.text(of: .authorization) else { return .anonymous }
            if let caller = tokens.recall(field) { return caller }
            switch Credentials(field) {
            case .bearer(let token): return try await tokens.verify(token, authorization: field)
            case .internalKey(let key):
                guard internalKey.matches(key) else { throw Problem.tokenRefused }
                return .peer
            case .unknown: throw Problem.tokenRefused
            }
        }
    }

    package init(tokens: TokenVerifier, internalKey: InternalKey) {
        keeper = Keeper(tokens: tokens, internalKey: internalKey)
    }

    private init() { keeper = nil }

    /// Nobody can be told from anybody yet, so only routes for anyone are open.
    static let shut = Doors()

    var isShut: Bool { keeper == nil }

    /// Who the caller is, when the route lets them in.
    ///
    /// The role must be one in the community that the path names.
    ///
    /// - Throws: ``Problem`` 401 without acceptable credentials or with ones that are not fresh enough, 403 with the wrong ones.
    func admit(_ headers: HTTPFields, to entry: RouteEntry, in community: CommunityID?) async throws -> Caller {
        guard let keeper else {
            guard case .anyone = entry.route.access else { throw Problem.notReady }
            return .anonymous
        }
        switch entry.route.access {
        case .anyone:
            return try await keeper.identify(headers)
        case .peers:
            guard let field = headers.text(of: .authorization) else { throw Problem.signInRequired }
            guard case .internalKey(let key) = Credentials(field) else { throw Problem.roleRequired }
            guard keeper.internalKey.matches(key) else { throw Problem.tokenRefused }
            return .peer
        case .signedIn, .roles:
            let caller = try await keeper.identify(headers)
            guard caller.kind == .person else {
                throw caller.kind == .anonymous ? Problem.signInRequired : Problem.roleRequired
            }
            guard entry.communityIndex == nil || community != nil else { throw Problem.notFound }
            if let wanted = entry.roles, caller.roleSet(in: community).isDisjoint(with: wanted) {
                throw Problem.roleRequired
            }
            guard !entry.needsFreshSignIn || keeper.tokens.isFresh(caller) else {
                throw Problem.freshSignInRequired
            }
            return caller
        }
    }
}

/// What an `Authorization` field holds (RFC 9110 §11.6.2).
enum Credentials: Equatable {
    /// An access token of the registry (RFC 6750).
    case bearer(String)
    /// `Internal <key>`: another process of the district.
    case internalKey(String)
    case unknown

    init(_ value: String) {
        let scheme = value.prefix { $0 != " " }
        let rest = String(value.dropFirst(scheme.count).drop { $0 == " " })
        switch scheme.lowercased() {
        case "bearer": self = .bearer(rest)
        case "internal": self = .internalKey(rest)
        default: self = .unknown
        }
    }
}
