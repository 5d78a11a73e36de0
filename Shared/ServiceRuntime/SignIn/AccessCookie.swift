package import Model

/// The cookie in which a browser holds the access token of whoever signed in on a page.
///
/// It goes to the pages below ``path`` only, to no script, and with no request that another site brought about.
package enum AccessCookie {
    package static let name = "access"
    package static let path = "/assemblies"

    /// The `Set-Cookie` value that hands a token over for as long as it lives.
    package static func setting(_ token: String, life: Duration, isSecure: Bool) -> String {
        let end = isSecure ? "; Secure" : ""
        return "\(name)=\(token); Path=\(path); Max-Age=\(life.components.seconds); HttpOnly; SameSite=Strict\(end)"
    }

    /// The `Set-Cookie` value that takes it back.
    package static func clearing(isSecure: Bool) -> String { setting("", life: .zero, isSecure: isSecure) }
}

/// Lets people in on pages, as ``Doors`` does on routes: by the token in the cookie, for a browser sends no other.
package struct PageDoor: Sendable {
    private let tokens: TokenVerifier

    package init(_ tokens: TokenVerifier) { self.tokens = tokens }

    /// Who is asking; nobody where the cookie's token is not, or no longer, good.
    ///
    /// - Throws: ``Problem`` 503 when the registry's keys cannot be had.
    package func caller(_ request: APIRequest) async throws -> Caller {
        guard request.caller.kind == .anonymous, let token = request.cookie(AccessCookie.name), !token.isEmpty else {
            return request.caller
        }
        let field = "Bearer \(token)"
        if let caller = tokens.recall(field) { return caller }
        do {
            return try await tokens.verify(token, authorization: field)
        } catch let problem as Problem where problem.status == 401 {
            return .anonymous
        }
    }

    /// Who the caller is, when they have one of the roles in the community.
    ///
    /// - Throws: ``Problem`` 401 for nobody, 403 for another role.
    package func admit(_ request: APIRequest, as roles: Set<Role>, in community: CommunityID) async throws -> Caller {
        let caller = try await admit(request)
        guard !caller.roles(in: community).isDisjoint(with: roles) else {
            throw Problem.roleRequired(of: RoleSet(roles))
        }
        return caller
    }

    /// Who the caller is, whatever they are and where.
    ///
    /// - Throws: ``Problem`` 401 for nobody, 403 for another process.
    package func admit(_ request: APIRequest) async throws -> Caller {
        let caller = try await caller(request)
        guard caller.kind == .person else {
            throw caller.kind == .anonymous ? Problem.signInRequired : Problem.roleRequired
        }
        return caller
    }

    /// - Throws: ``Problem`` 401 for a sign-in that is not fresh enough.
    package func checkFresh(_ caller: Caller) throws {
        guard tokens.isFresh(caller) else { throw Problem.freshSignInRequired }
    }
}
