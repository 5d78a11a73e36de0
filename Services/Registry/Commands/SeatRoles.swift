import EventLog
import Model

/// The committee's role of those who have a seat in the committee: proposed with the seat, confirmed by somebody else, and
/// over when the seat is.
struct SeatRoles: Sendable {
    private let grants = GrantStore()
    private let accounts = AccountStore()

    /// Proposes the role for each member with an account, whose seat has none yet.
    func propose(for body: Body, by subject: String, in write: borrowing Write) async throws {
        guard body.ending == nil else { return }
        switch body.kind {
        case .ownersCommittee, .propertyManagementCommittee: break
        case .preparatoryGroup, .jointBody: return
        }
        let members = body.serving.map(\.member)
        let known = try await accounts.accounts(of: members, in: write)
        guard !known.isEmpty else { return }
        let taken = try await grants.seats(of: body.code, community: write.community, in: write)
        let signatory = try await accounts.signatory(subject, in: write)
        for seating in body.serving {
            let place = RoleGrant.Place(body: body.code, seat: seating.seat, turn: seating.turn)
            guard let account = known[seating.member], !taken.contains(place) else { continue }
            let wish = try RoleWish(
                community: write.community, role: .committee, from: seating.since, until: body.termEndsOn)
            _ = try await grants.propose(wish, for: account, by: signatory, with: place, in: write)
        }
    }
}
