/// Somebody by every id that is theirs: where two people are needed, two ids of one person are one (decision 50).
package struct Person: Sendable, Equatable {
    /// What their token calls them: an owner's id of one community, or their account's.
    package let subject: String
    /// What is the same under every subject of theirs: the account's id, where the token tells it.
    ///
    /// It is kept to compare with, and never given out: it would link an owner of one community with that of another.
    package let id: String
    /// All ids in lower case, those of `id` and `subject` among them.
    package let ids: Set<String>

    /// - Parameters:
    ///   - account: nil for a token that does not tell it; then its subject is somebody by themselves.
    ///   - owners: the owners, of any community, whom the account's person is.
    package init(subject: String, account: String? = nil, owners: [String] = []) {
        self.subject = subject
        id = account ?? subject
        ids = Set(([subject, id] + owners).map { $0.lowercased() })
    }

    /// Whether this is an id of theirs, in whatever case.
    package func isCalled(_ id: String) -> Bool { ids.contains(id.lowercased()) }

    package func isCalled(_ owner: OwnerID) -> Bool { ids.contains(owner.description) }
}
