import EventLog
import FoundationEssentials
import Model
import Postgres
import ServiceRuntime

/// Owners' opaque ids.
struct OwnerStore {
    /// The ids of those references that have one.
    func ids<Reader: Reading & ~Copyable>(
        of refs: [OwnerRef], in community: CommunityID, through reader: borrowing Reader
    ) async throws -> [OwnerRef: OwnerID] {
        let rows = try await reader.query(
            """
            SELECT ref, id
            FROM owner
            WHERE community = \(community) AND ref = ANY(\(refs))
            """
        ).decode((OwnerRef, OwnerID).self)
        return Dictionary(rows) { first, _ in first }
    }

    /// Everybody who ever was an owner in the community.
    func ids<Reader: Reading & ~Copyable>(
        in community: CommunityID, through reader: borrowing Reader
    ) async throws -> [OwnerRef: OwnerID] {
        let rows = try await reader.query("SELECT ref, id FROM owner WHERE community = \(community)")
            .decode((OwnerRef, OwnerID).self)
        return Dictionary(rows) { first, _ in first }
    }

    /// An owner's id, and what is stored of who it is.
    struct Known: Sendable {
        let id: OwnerID
        /// Nil where nothing is stored.
        let kind: UnitRecord.OwnerKind?
        let mark: [UInt8]?
    }

    /// Everybody who ever was an owner in the community, with what their personal data is compared by.
    func known<Reader: Reading & ~Copyable>(
        in community: CommunityID, through reader: borrowing Reader
    ) async throws -> [OwnerRef: Known] {
        let rows = try await reader.query(
            """
            SELECT owner.ref, owner.id, person.kind, person.mark
            FROM owner
            LEFT JOIN person ON person.owner = owner.id
            WHERE owner.community = \(community)
            """
        ).decode((OwnerRef, OwnerID, UnitRecord.OwnerKind?, [UInt8]?).self)
        var known: [OwnerRef: Known] = [:]
        known.reserveCapacity(rows.count)
        for (ref, id, kind, mark) in rows { known[ref] = Known(id: id, kind: kind, mark: mark) }
        return known
    }

    func refs<Reader: Reading & ~Copyable>(
        of ids: [OwnerID], through reader: borrowing Reader
    ) async throws -> [OwnerID: OwnerRef] {
        let rows = try await reader.query("SELECT id, ref FROM owner WHERE id = ANY(\(ids))")
            .decode((OwnerID, OwnerRef).self)
        return Dictionary(rows) { first, _ in first }
    }

    /// New ids for references that have none; nothing is stored.
    ///
    /// They rise in the order of the references, because an index takes rising keys several times as fast. What their order
    /// tells, namely who stands near whom in the file, the published units tell anyway.
    func newIDs(for refs: some Sequence<OwnerRef>) -> [OwnerRef: OwnerID] {
        let refs = Array(refs)
        let ids = UUID.risingVersion7s(refs.count, at: WallClock.now())
        var newIDs: [OwnerRef: OwnerID] = [:]
        newIDs.reserveCapacity(refs.count)
        for (ref, id) in zip(refs, ids) { newIDs[ref] = OwnerID(id) }
        return newIDs
    }

    func save(_ ids: [OwnerRef: OwnerID], in write: borrowing Write) async throws {
        guard !ids.isEmpty else { return }
        let community = write.community.description
        let entries = Array(ids)
        // An index takes rising keys several times as fast, and texts take longer to compare than ids do.
        let order = TextPrefix.order(of: entries.lazy.map { TextPrefix($0.key.description) })
        try await write.copyIn(
            "COPY owner (community, ref, id) FROM STDIN WITH (FORMAT binary)",
            CopyRows(order, fields: 3) { place, row in
                let entry = entries[place]
                row.text(community)
                row.text(entry.key.description)
                row.uuid(entry.value.uuid)
            })
    }
}
