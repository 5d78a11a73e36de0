import EventLog
import Model
import Postgres

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

    /// - Throws: `RegistryError.communityUnknown`, `.communityMerged`, `PeopleError.badWish` for somebody who is not on the roll
    func handle(
        _ number: DocumentNumber, of ref: OwnerRef, community: CommunityID, by subject: String, dryRun: Bool
    ) async throws -> Answer {
        try await log.write(to: community, claim: nil) { write in
            _ = try await desk.communities.open(community, in: write)
            guard let owner = try await owners.ids(of: [ref], in: community, through: write)[ref],
                try await documents.isOnRoll(owner, in: write)
            else {
                throw PeopleError.badWish("ownerRef", Phrase(zh: "名册中没有这位业主", en: "is no owner of the roll"))
            }
            let others = try await documents.owners(with: number, in: community, through: write)
                .filter { $0 != owner }
            // Also of a rehearsal: who else has shown the document is learnt from it all the same.
            try await desk.log.noteLook(
                by: desk.accounts.signatory(subject, in: write), at: [owner] + others, of: community, what: "document",
                in: write)
            if !dryRun { try await documents.save(number, of: owner, in: write) }
            return Answer(owner: owner, sameAs: others)
        }
    }
}
