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

    /// Everybody who ever was an owner in the community; of two spellings of one reference whoever owns something now.
    func ids<Reader: Reading & ~Copyable>(
        in community: CommunityID, through reader: borrowing Reader
    ) async throws -> [OwnerRef: OwnerID] {
        let rows = try await reader.query(
            """
            SELECT ref, id
            FROM owner
            WHERE community = \(community)
            ORDER BY EXISTS (SELECT FROM unit_owner WHERE unit_owner.owner = owner.id) DESC
            """
        ).decode((OwnerRef, OwnerID).self)
        return Dictionary(rows) { first, _ in first }
    }

    /// References that two who own something now have in two spellings: here they are one text, and name nobody.
    func spelledTwice<Reader: Reading & ~Copyable>(
        in community: CommunityID, through reader: borrowing Reader
    ) async throws -> Set<OwnerRef> {
        // Those of plain ASCII are compared too: the sign of kelvin is another spelling of K.
        let rows = try await reader.query(
            """
            SELECT min(ref COLLATE "C")
            FROM owner
            WHERE community = \(community) AND EXISTS (SELECT FROM unit_owner WHERE unit_owner.owner = owner.id)
            GROUP BY normalize(ref, NFC)
            HAVING count(*) > 1
            """
        ).decode((OwnerRef).self)
        return Set(rows)
    }

    /// An owner's id, and what is stored of who it is.
    struct Known: Sendable {
        let id: OwnerID
        /// Nil where nothing is stored.
        let kind: UnitRecord.OwnerKind?
        let mark: [UInt8]?
    }

    /// Asks for everybody who ever was an owner in the community, with what their personal data is compared by.
    static func everybody(in community: CommunityID) -> SQL {
        """
        SELECT owner.ref, owner.id, person.kind, person.mark
        FROM owner
        LEFT JOIN person ON person.owner = owner.id
        WHERE owner.community = \(community)
        """
    }

    /// The same of those whom a file names.
    func known<Reader: Reading & ~Copyable>(
        _ refs: [OwnerRef], in community: CommunityID, through reader: borrowing Reader
    ) async throws -> [OwnerRef: Known] {
        try Self.known(
            in: await reader.query(
                """
                SELECT owner.ref, owner.id, person.kind, person.mark
                FROM owner
                LEFT JOIN person ON person.owner = owner.id
                WHERE owner.community = \(community) AND owner.ref = ANY(\(refs))
                """))
    }

    static func known(in result: PostgresResult) throws -> [OwnerRef: Known] {
        var known: [OwnerRef: Known] = [:]
        known.reserveCapacity(result.count)
        var kinds = RepeatedWord<UnitRecord.OwnerKind>()
        try result.forEachRow { cells in
            let ref = try cells.value { try OwnerRef(parsing: $0) }
            let id = OwnerID(try cells.uuid())
            let kind = try cells.skipNull() ? nil : cells.value { kinds.word($0) }
            let mark = try cells.skipNull() ? nil : cells.binary()
            // An older program may have stored two spellings of one reference: whoever is on the roll is meant.
            if kind == nil, known[ref]?.kind != nil { return }
            known[ref] = Known(id: id, kind: kind, mark: mark)
        }
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
        try await write.execute(
            """
            INSERT INTO owner (community, ref, id)
            SELECT \(write.community), ref, id
            FROM unnest(\(Array(ids.keys)), \(Array(ids.values))) AS new (ref, id)
            """)
    }

    /// The same for owners who come in batches, while whoever finds them is still looking.
    ///
    /// They go in by the order in which they come: the database has nothing else to do meanwhile.
    func save<Batches: AsyncSequence>(
        _ batches: Batches, in write: borrowing Write
    ) async throws where Batches.Element: Sequence<NewOwner> {
        let community = write.community.description
        try await write.copyIn(
            "COPY owner (community, ref, id) FROM STDIN WITH (FORMAT binary)",
            CopyBatches(batches, fields: 3) { owner, row in
                row.text(community)
                row.text(owner.ref.description)
                row.uuid(owner.id.uuid)
            })
    }

    /// A reference, and the id that it gets unless it has one.
    struct NewOwner: Sendable {
        let ref: OwnerRef
        let id: OwnerID
    }
}
