import Model
import Postgres

/// What voters can find out about their own votes.
struct ReceiptLookup: Sendable {
    let pool: PostgresPool
    let assemblies: AssemblyStore

    /// A vote that is in the table; not how it was cast, because whoever is shown a receipt must not learn that.
    struct Found: Encodable, Sendable {
        let receipt: ReceiptID
        let item: ItemID
        let channel: String
        let acceptedAt: Timestamp
        /// When the vote was changed, so that another receipt stands for it; not which one.
        let replacedAt: Timestamp?
    }

    /// - Throws: `BallotsError.unknownAssembly`, `.unknownReceipt`.
    func find(_ receipt: ReceiptID, in id: AssemblyID, of community: CommunityID) async throws -> Found {
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let stored = try await assemblies.load(id, of: community, in: transaction)
            let rows = try await transaction.query(
                """
                SELECT item.code, choice.channel, choice.accepted_at, choice.replaced_at
                FROM cast_choice AS choice
                JOIN agenda_item AS item ON item.assembly = choice.assembly AND item.item = choice.item
                WHERE choice.receipt = \(receipt)
                    AND choice.assembly = \(stored.number)
                """,
                as: (ItemID, String, Timestamp, Timestamp?).self)
            guard let (item, channel, acceptedAt, replacedAt) = rows.first else { throw BallotsError.unknownReceipt }
            return Found(
                receipt: receipt, item: item, channel: channel, acceptedAt: acceptedAt, replacedAt: replacedAt)
        }
    }

    /// How the head of a unit was counted, item by item, and which papers came for the unit, or for others of the head
    /// that were asked for.
    struct Counted: Encodable, Sendable {
        let unit: UnitCode
        /// False for a parking space where those do not count (R-C-09).
        let counts: Bool
        /// All units of the head together; each ballot counted with it.
        let area: Area
        let ballots: [Ballot]
        let papers: [Paper]

        struct Ballot: Encodable, Sendable {
            let item: ItemID
            let choice: Choice
            let channel: String
            /// For which of the head's units it was cast.
            let unit: UnitCode
            let receipt: ReceiptID
            let acceptedAt: Timestamp
            /// The ballot's record in the bundle, and what hides it in the public one: with both an owner finds its hash there.
            let record: String
            let blind: String?
        }

        struct Paper: Encodable, Sendable {
            let item: ItemID
            let choice: Choice?
            /// Why the paper could not be counted for what is on it.
            let invalid: String?
            let counted: Bool
            let signedOn: Day
            let evidence: Digest256
            let recordedAt: Timestamp
        }
    }

    /// `others` are further units of the unit's head, of which the papers are told as well.
    ///
    /// `ids` are all ids of who asks; one must be of the unit's owners on the frozen roll.
    ///
    /// - Throws: `BallotsError.unknownAssembly`, `.notClosed`; `.notYourUnit` also for a unit that is not on the roll, so
    ///   that nobody learns which units there are.
    func counted(
        _ unit: UnitCode, and others: [UnitCode] = [], for ids: [OwnerID], in id: AssemblyID,
        of community: CommunityID
    ) async throws -> Counted {
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let stored = try await assemblies.load(id, of: community, in: transaction)
            guard case .closed = stored.assembly.state else { throw BallotsError.notClosed(id) }
            let units = try await transaction.query(
                """
                SELECT head, head_area, counts, record
                FROM frozen_unit
                WHERE assembly = \(stored.number)
                    AND unit = \(unit)
                """,
                as: (HeadID, Area, Bool, [UInt8]).self)
            guard let (head, area, counts, record) = units.first,
                try CanonicalJSON.decode(UnitRecord.self, from: record).owners.contains(where: ids.contains)
            else { throw BallotsError.notYourUnit(unit) }
            let ballots = try await transaction.query(
                """
                SELECT item, head, unit, choice, area, channel, receipt, accepted_at, holder, authority, evidence,
                    replaced_choices, replaced_receipts, replaced_times
                FROM ballot
                WHERE assembly = \(stored.number)
                    AND item = ANY (SELECT item FROM agenda_item WHERE assembly = \(stored.number))
                    AND head = \(head)
                ORDER BY item
                """,
                as: (
                    Int16, HeadID, UnitCode, Choice, Area, String, ReceiptID, Timestamp, HolderID?, Digest256?,
                    Digest256?, [Choice], [ReceiptID], [Timestamp]
                ).self)
            let papers = try await transaction.query(
                """
                SELECT item.code, paper.choice, paper.invalid, paper.is_counted, paper.signed_on, paper.evidence,
                    paper.recorded_at
                FROM agenda_item AS item
                JOIN paper
                    ON paper.assembly = item.assembly AND paper.item = item.item
                    AND paper.unit = ANY(\([unit] + others)) AND paper.head = \(head)
                WHERE item.assembly = \(stored.number)
                ORDER BY item.item, paper.recorded_at, paper.evidence
                """,
                as: (ItemID, Choice?, String?, Bool, Day, Digest256, Timestamp).self)
            let secrets = try await transaction.query(
                "SELECT blinding FROM certificate WHERE assembly = \(stored.number)", as: [UInt8]?.self)
            let blinding = secrets.first.flatMap { $0 }.map(Blinding.init)
            let codes = stored.assembly.items.map(\.item)
            return Counted(
                unit: unit, counts: counts, area: area,
                ballots: ballots.map(BundleStore.Ballot.init).map { Counted.Ballot($0, codes, blinding) },
                papers: papers.map(Counted.Paper.init))
        }
    }
}

extension ReceiptLookup.Counted.Ballot {
    /// `items` are the codes of the agenda, of which the ballot names one by its number.
    fileprivate init(_ ballot: BundleStore.Ballot, _ items: [ItemID], _ blinding: Blinding?) {
        let bare = BundleRecord.ballot(ballot, items).bare
        self.init(
            item: items[Int(ballot.item) - 1], choice: ballot.choice, channel: ballot.channel, unit: ballot.unit,
            receipt: ballot.receipt, acceptedAt: ballot.acceptedAt, record: String(decoding: bare, as: UTF8.self),
            blind: blinding.map { String(decoding: WireText.hex($0.blind(of: bare)), as: UTF8.self) })
    }
}
