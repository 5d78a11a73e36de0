import EventLog
import Model

/// Records the number of a document that an owner has shown, and tells which other owners have shown the same one: they
/// are one head (R-C-14), and the roll should call them by one reference.
struct RecordDocument: Sendable {
    let log: EventLog
    let desk: PeopleDesk
    let documents: DocumentStore
    let owners = OwnerStore()

    struct Answer: Codable, Sendable {
        let owner: OwnerID
        /// Others of this community with the same document.
        let sameAs: [OwnerID]
    }

    /// - Throws: `RegistryError.communityUnknown`, `.communityMerged`, `PeopleError.badWish` for somebody who is not on the
    ///   roll, `.ownDocument`
    func handle(
        _ number: DocumentNumber, of ref: OwnerRef, community: CommunityID, by person: Person, dryRun: Bool
    ) async throws -> Answer {
        try await log.write(to: community, claim: nil) { write in
            _ = try await desk.communities.open(community, in: write)
            guard let owner = try await owners.ids(of: [ref], in: community, through: write)[ref],
                try await documents.isOnRoll(owner, in: write)
            else {
                throw PeopleError.badWish("ownerRef", Phrase(zh: "名册中没有这位业主", en: "is no owner of the roll"))
            }
            guard try await !isOwn(owner, of: person, in: write) else { throw PeopleError.ownDocument }
            let others = try await documents.owners(with: number, in: community, through: write)
                .filter { $0 != owner }
            // Also of a rehearsal: who else has shown the document is learnt from it all the same.
            try await desk.log.noteLook(
                by: desk.accounts.signatory(person.id, in: write), at: [owner] + others, of: community,
                what: "document", in: write)
            if !dryRun { try await documents.save(number, of: owner, in: write) }
            return Answer(owner: owner, sameAs: others)
        }
    }

    /// Whether the owner is the caller, also where that became known after the token was made, or it has no room for it.
    ///
    /// With another number of their own somebody would be two people from then on.
    private func isOwn(_ owner: OwnerID, of person: Person, in write: borrowing Write) async throws -> Bool {
        if person.isCalled(owner) { return true }
        guard let account = try await desk.accounts.account(ofSubject: person.id, in: write) else { return false }
        return try await desk.accounts.identities(of: account, in: write).contains { $0.owner == owner }
    }
}
