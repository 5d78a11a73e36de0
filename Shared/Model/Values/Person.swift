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
    /// The owners, beside the subject, for whom they act: one frozen roll knows them by this id, another by that.
    package let otherOwners: [OwnerID]

    /// `account` is nil for a token that does not tell it; then its subject is somebody by themselves.
    ///
    /// `owners` are the owners, of any community, whom the account's person is or was. `alike` are owners who have
    /// shown the same document, and other accounts, to compare with: nobody acts for them by that alone.
    package init(subject: String, account: String? = nil, owners: [String] = [], alike: [String] = []) {
        self.subject = subject
        id = account ?? subject
        ids = Set(([subject, id] + owners + alike).map { $0.lowercased() })
        otherOwners = owners.compactMap { OwnerID($0) }.filter { $0.description != subject }
    }

    /// The owners for whom they act, the one that their token calls them first.
    package var owners: [OwnerID] { (OwnerID(subject).map { [$0] } ?? []) + otherOwners }

    /// Whether they act for the owner, be it under another id than the token's.
    package func acts(for owner: OwnerID) -> Bool { owners.contains(owner) }

    /// Whether this is an id of theirs, in whatever case.
    package func isCalled(_ id: String) -> Bool { ids.contains(id.lowercased()) }

    package func isCalled(_ owner: OwnerID) -> Bool { ids.contains(owner.description) }
}
