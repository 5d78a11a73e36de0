import HTTPTypes
import Model

/// Decides who gets through to a route: nobody by default.
package struct Doors: Sendable {
    private let keeper: Keeper?

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
    func admit(_ headers: any HeaderFields, to entry: RouteEntry, in community: CommunityID?) async throws -> Caller {
        guard let keeper else { return try Self.admitUnknown(to: entry) }
        switch try keeper.identify(headers, at: entry) {
        case .known(let caller):
            return try keeper.pass(caller, to: entry, in: community)
        case .unchecked(let token, let field):
            return try keeper.pass(
                try await keeper.tokens.verify(token, authorization: field), to: entry, in: community)
        }
    }

    /// The same for one who does not wait, with `then` in the place of an answer.
    ///
    /// - Returns: false, and nothing is called, where something has to be asked for first.
    func admit(
        _ headers: any HeaderFields, to entry: RouteEntry, in community: CommunityID?,
        then: @escaping @Sendable (Result<Caller, any Error>) -> Void
    ) -> Bool {
        do {
            guard let keeper else {
                then(.success(try Self.admitUnknown(to: entry)))
                return true
            }
            switch try keeper.identify(headers, at: entry) {
            case .known(let caller):
                then(Result { try keeper.pass(caller, to: entry, in: community) })
            case .unchecked(let token, let field):
                return keeper.tokens.verify(token, authorization: field) { outcome in
                    then(Result { try keeper.pass(try outcome.get(), to: entry, in: community) })
                }
            }
        } catch {
            then(.failure(error))
        }
        return true
    }

    private static func admitUnknown(to entry: RouteEntry) throws -> Caller {
        guard case .anyone = entry.route.access else { throw Problem.notReady }
        return .anonymous
    }

    private enum Identity {
        case known(Caller)
        case unchecked(token: String, authorization: String)
    }

    private struct Keeper: Sendable {
        let tokens: TokenVerifier
        let internalKey: InternalKey

        /// Who is asking, as far as that can be said without checking a token.
        func identify(_ headers: any HeaderFields, at entry: RouteEntry) throws -> Identity {
            guard let field = headers.text(of: .authorization) else { return .known(.anonymous) }
            if let caller = tokens.recall(field) { return .known(caller) }
            switch Credentials(field) {
            case .bearer(let token):
                // Between processes there are no tokens, so none needs to be checked.
                if case .peers = entry.route.access { throw Problem.roleRequired }
                return .unchecked(token: token, authorization: field)
            case .internalKey(let key):
                guard internalKey.matches(key) else { throw Problem.tokenRefused }
                return .known(.peer)
            case .unknown:
                if case .peers = entry.route.access { throw Problem.roleRequired }
                throw Problem.tokenRefused
            }
        }

        /// The caller, where the route is for them.
        func pass(_ caller: Caller, to entry: RouteEntry, in community: CommunityID?) throws -> Caller {
            switch entry.route.access {
            case .anyone: return caller
            case .peers:
                if caller.kind == .anonymous { throw Problem.signInRequired }
                guard caller.kind == .peer else { throw Problem.roleRequired }
                return caller
            case .signedIn, .roles:
                guard caller.kind == .person else {
                    throw caller.kind == .anonymous ? Problem.signInRequired : Problem.roleRequired
                }
                guard entry.communityIndex == nil || community != nil else { throw Problem.notFound }
                if let wanted = entry.roles, caller.roleSet(in: community).isDisjoint(with: wanted) {
                    throw Problem.roleRequired(of: wanted)
                }
                guard !entry.needsFreshSignIn || tokens.isFresh(caller) else { throw Problem.freshSignInRequired }
                return caller
            }
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
