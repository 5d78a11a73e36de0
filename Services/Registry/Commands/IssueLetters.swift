import EventLog
import Model
import Postgres

/// Makes the codes of activation letters for owners; a letter is printed once, and a new one cancels it.
struct IssueLetters: Sendable {
    let desk: PeopleDesk

    /// So many letters are made at once.
    static let most = 500

    struct Answer: Encodable, Sendable {
        let letters: [Letter]
        /// Whether there are more owners who need one: the same command again gives the next ones.
        let more: Bool
    }

    struct Letter: Encodable, Sendable {
        let owner: OwnerID
        let ownerRef: OwnerRef
        let name: String?
        let units: [UnitCode]
        let code: String
        let expiresAt: Timestamp
    }

    /// Letters for the owners of these units, or without units for those who have neither an account nor a letter.
    ///
    /// - Throws: `RegistryError.communityUnknown`, `PeopleError.badWish` for a unit that has no owner or one for whom
    ///   nobody acts, `.accountDisabled`, `.inPersonOnly`.
    func handle(_ units: [UnitCode]?, of community: CommunityID, by subject: String) async throws -> Answer {
        try await desk.pool.withTransaction { transaction in
            _ = try await desk.communities.community(community, in: transaction)
            try await desk.codes.hold(in: transaction)
            var addressees =
                if let units {
                    try await desk.codes.addressees(units, of: community, in: transaction)
                } else {
                    try await desk.codes.addressees(of: community, limit: Self.most + 1, in: transaction)
                }
            let known = Set(addressees.flatMap(\.units))
            if let index = units?.firstIndex(where: { !known.contains($0) }) {
                throw PeopleError.badWish(
                    "units[\(index)]", Phrase(zh: "名册中没有这个房屋", en: "there is no such unit on the roll"))
            }
            if let units, let unit = try await desk.codes.unrepresented(units, of: community, in: transaction),
                let index = units.firstIndex(of: unit)
            {
                throw PeopleError.badWish(
                    "units[\(index)]",
                    Phrase(zh: "原产权单位已不存在，且无人代表", en: "belongs to an owner-unit that has gone, for which nobody acts"))
            }
            for account in try await desk.accounts.accounts(ofOwners: addressees.map(\.owner), in: transaction) {
                guard !account.isDisabled else { throw PeopleError.accountDisabled }
                guard try await desk.mayRenewByLetter(account, in: transaction) else { throw PeopleError.inPersonOnly }
            }
            let hasMore = units == nil && addressees.count > Self.most
            if hasMore { addressees.removeLast(addressees.count - Self.most) }
            guard !addressees.isEmpty else { return Answer(letters: [], more: false) }
            return Answer(
                letters: try await letters(for: addressees, of: community, by: subject, in: transaction), more: hasMore)
        }
    }

    private func letters(
        for addressees: [CodeStore.Addressee], of community: CommunityID, by subject: String,
        in transaction: borrowing Transaction
    ) async throws -> [Letter] {
        let signatory = try await desk.accounts.signatory(subject, in: transaction)
        let codes = try await desk.codes.newCodes(addressees.count, in: transaction)
        let expiry = try await desk.codes.issue(
            codes, to: addressees.map(\.owner), days: desk.settings.codeDays, by: signatory, in: transaction)
        try await desk.log.note(.codeIssued, in: transaction)
        let names = try await desk.details.names(of: addressees.map(\.owner), in: transaction)
        try await desk.log.noteLook(
            by: signatory, at: names.keys.sorted(), of: community, what: "letter", in: transaction)
        guard let expiry else { return [] }
        return zip(addressees, codes).map { addressee, code in
            Letter(
                owner: addressee.owner, ownerRef: addressee.ref, name: names[addressee.owner], units: addressee.units,
                code: code.text, expiresAt: expiry)
        }
    }
}
