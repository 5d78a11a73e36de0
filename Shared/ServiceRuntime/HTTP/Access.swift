package import Model

/// Who may call a route.
///
/// There is no default: a route that does not say it does not compile.
package enum Access: Sendable, Equatable, ExpressibleByArrayLiteral {
    /// Anybody, signed in or not: public reads.
    case anyone
    /// Other processes of the district, by the shared internal key.
    case peers
    /// Any person who has signed in, whatever they are and where: for what is one's own.
    case signedIn
    /// People with at least one of these roles in the `{community}` of the path. `operator` is district-wide and passes
    /// where it is listed. On a route without `{community}` a role in any community will do.
    case roles(Set<Role>)

    package init(arrayLiteral elements: Role...) {
        precondition(!elements.isEmpty, "a route that no role may call is a mistake")
        self = .roles(Set(elements))
    }
}
