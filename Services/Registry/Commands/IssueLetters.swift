import EventLog
import Model

/// Makes the codes of activation letters for owners; a letter is printed once, and a new one cancels it.
///
/// It holds the community's shard: whoever sells, or is an owner-unit for which nobody acts any more, at this moment would
/// else get a letter after theirs were ended.
struct IssueLetters: Sendable {
    let log: EventLog
    let desk: PeopleDesk

    /// So many letters are made at once.
    static let most = 500

    struct Answer: Codable, Sendable {
        let letters: [Letter]
        /// Whether there are more owners who need one: the same command again gives the next ones.
        let more: Bool
    }

    struct Letter: Codable, Sendable {
        let owner: OwnerID
        let ownerRef: OwnerRef
        let name: String?
        let units: [UnitCode]
        let code: String
        let expiresAt: Timestamp
    }

    /// Letters for the owners of these units, or without units for those who have neither an account nor a letter.
    ///
    /// Whoever lost the answer gets it again by the same claim.
    ///
    /// - Throws: `RegistryError.communityUnknown`, `PeopleError.badWish` for a unit that has no owner or one for whom
    ///   nobody acts, `.accountDisabled`, `.inPersonOnly`, `.answerGone`; `Problem.idempotencyKeyReuse`.
    func handle(
        _ units: [UnitCode]?, of community: CommunityID, by subject: String, claim: IdempotencyClaim?
    ) async throws -> Answer {
        // The log would keep the answer in clear, and for weeks.
        try await log.write(to: community, claim: nil) { write in
            if let claim, let former = try await formerAnswer(to: claim, of: community, by: subject, in: write) {
                return former
            }
            _ = try await desk.communities.community(community, in: write)
            var addressees =
                if let units {
                    try await desk.codes.addressees(units, of: community, in: write)
                } else {
                    try await desk.codes.addressees(of: community, limit: Self.most + 1, in: write)
                }
            let known = Set(addressees.flatMap(\.units))
            if let index = units?.firstIndex(where: { !known.contains($0) }) {
                throw PeopleError.badWish(
                    "units[\(index)]", Phrase(zh: "名册中没有这个房屋", en: "there is no such unit on the roll"))
            }
            if let units, let unit = try await desk.codes.unrepresented(units, of: community, in: write),
                let index = units.firstIndex(of: unit)
            {
                throw PeopleError.badWish(
                    "units[\(index)]",
                    Phrase(zh: "原产权单位已不存在，且无人代表", en: "belongs to an owner-unit that has gone, for which nobody acts"))
            }
            for account in try await desk.accounts.accounts(ofOwners: addressees.map(\.owner), in: write) {
                guard !account.isDisabled else { throw PeopleError.accountDisabled }
                guard try await desk.mayRenewByLetter(account, in: write) else { throw PeopleError.inPersonOnly }
            }
            let hasMore = units == nil && addressees.count > Self.most
            if hasMore { addressees.removeLast(addressees.count - Self.most) }
            guard !addressees.isEmpty else { return Answer(letters: [], more: false) }
            let answer = Answer(
                letters: try await letters(for: addressees, of: community, by: subject, in: write), more: hasMore)
            if let claim {
                let units = Set(answer.letters.flatMap(\.units)).sorted().map(\.description).joined(separator: " ")
                try await desk.answers.keep(answer, of: claim, about: units, in: write)
            }
            return answer
        }
    }

    /// The letters that were made by the same call before; whoever asks sees the names once more.
    private func formerAnswer(
        to claim: IdempotencyClaim, of community: CommunityID, by subject: String, in write: borrowing Write
    ) async throws -> Answer? {
        switch try await desk.answers.find(claim, as: Answer.self, in: write) {
        case nil: return nil
        case .gone(let units):
            throw PeopleError.answerGone(
                Phrase(
                    zh: "请为这些房屋重新制作激活信，原来的随之作废：\(units)",
                    en: "Make new letters for these units, which cancel those that were made: \(units)"))
        case .answer(let answer):
            let signatory = try await desk.accounts.signatory(subject, in: write)
            try await desk.log.noteLook(
                by: signatory, at: answer.letters.filter { $0.name != nil }.map(\.owner).sorted(), of: community,
                what: "letter", in: write)
            return answer
        }
    }

    private func letters(
        for addressees: [CodeStore.Addressee], of community: CommunityID, by subject: String,
        in write: borrowing Write
    ) async throws -> [Letter] {
        try await desk.codes.hold(in: write)
        let signatory = try await desk.accounts.signatory(subject, in: write)
        let codes = try await desk.codes.newCodes(addressees.count, in: write)
        let expiry = try await desk.codes.issue(
            codes, to: addressees.map(\.owner), days: desk.settings.codeDays, by: signatory, in: write)
        try await desk.log.note(.codeIssued, in: write)
        let names = try await desk.details.names(of: addressees.map(\.owner), in: write)
        try await desk.log.noteLook(
            by: signatory, at: names.keys.sorted(), of: community, what: "letter", in: write)
        guard let expiry else { return [] }
        return zip(addressees, codes).map { addressee, code in
            Letter(
                owner: addressee.owner, ownerRef: addressee.ref, name: names[addressee.owner], units: addressee.units,
                code: code.text, expiresAt: expiry)
        }
    }
}
