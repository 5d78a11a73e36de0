package import Model
package import Postgres

/// What a service keeps of facts that another one has told, so that it can be held against these (decision 77).
///
/// Both say it in the same words: the service here, its source by the ``AuditSource`` of the same code.
package struct AuditCopy: Sendable {
    /// So many facts are told by each at most; of more nothing is compared.
    package static let most: Int64 = 10_000

    /// Its name, in words joined by hyphens, such as `mandates`.
    package let code: String
    /// What holds where nothing is found.
    package let claim: String
    package let source: ServiceName
    private let kept: @Sendable (CommunityID) -> SQL

    /// A copy of the source's facts.
    ///
    /// `kept` asks for `(place text, says text)` of each that is kept of a community, with `LIMIT \(AuditCopy.most)`.
    package init(
        _ code: String, _ claim: String, of source: ServiceName, kept: @escaping @Sendable (CommunityID) -> SQL
    ) {
        self.code = code
        self.claim = claim
        self.source = source
        self.kept = kept
    }

    /// Reads it in one snapshot with how far the source's events were applied in it.
    ///
    /// - Throws: `PostgresError`
    package func facts(of community: CommunityID, in pool: PostgresPool) async throws -> KeptFacts {
        let shard = Shard(of: community)
        return try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let results = try await transaction.pipeline([
                """
                SELECT last_pos FROM inbox_log WHERE source = \(source) AND shard = \(shard)
                ORDER BY first_pos DESC LIMIT 1
                """,
                """
                SELECT pos FROM inbox_parked AS parked
                WHERE source = \(source) AND shard = \(shard) AND community = \(community)
                    AND NOT EXISTS (
                        SELECT FROM inbox_resolution AS resolved
                        WHERE (resolved.source, resolved.shard, resolved.pos)
                            = (parked.source, parked.shard, parked.pos) AND resolution = 'applied'
                    )
                ORDER BY pos LIMIT \(Self.most)
                """,
                kept(community),
            ])
            let unapplied = try results[1].decode(Int64.self)
            let facts = try results[2].decode((String, String).self).map { KeptFacts.Fact(place: $0.0, says: $0.1) }
            return KeptFacts(
                position: try results[0].decode(Int64.self).first ?? 0, unapplied: unapplied, facts: facts,
                more: Int64(max(unapplied.count, facts.count)) >= Self.most)
        }
    }
}

/// What a service keeps of another's facts about a community.
package struct KeptFacts: Codable, Sendable, Equatable {
    /// The source's last event in the community's shard that was applied; 0 where none was.
    package let position: Int64
    /// The community's events up to there that were not: they are parked, or were given up.
    package let unapplied: [Int64]
    package let facts: [Fact]
    /// Whether there may be more than is told.
    package let more: Bool

    package struct Fact: Codable, Sendable, Equatable {
        package let place: String
        package let says: String

        package init(place: String, says: String) {
            self.place = place
            self.says = says
        }
    }
}

/// Facts that a service has told and others keep, in the words of their ``AuditCopy``.
package struct AuditSource: Sendable {
    package let code: String
    /// What it tells, for the document of the interface.
    package let summary: String
    private let told: @Sendable (CommunityID, Int64) -> SQL

    /// What was told of a community up to a position.
    ///
    /// `told` asks for `(position bigint, place text, says text, is_owed boolean)` of each fact, in the order of positions and
    /// with `LIMIT \(AuditCopy.most)`. Of a place the last word counts. A fact is owed where whoever keeps copies must have
    /// it: no version of theirs has passed it over.
    package init(_ code: String, _ summary: String, told: @escaping @Sendable (CommunityID, Int64) -> SQL) {
        self.code = code
        self.summary = summary
        self.told = told
    }

    /// Reads it from the outbox.
    ///
    /// - Throws: `PostgresError`
    package func facts(
        of community: CommunityID, through position: Int64, in pool: PostgresPool
    ) async throws -> ToldFacts {
        let facts = try await pool.withTransaction(readOnly: true) { transaction in
            try await transaction.query(told(community, position), as: (Int64, String, String, Bool).self)
        }.map { ToldFacts.Fact(position: $0.0, place: $0.1, says: $0.2, isOwed: $0.3) }
        return ToldFacts(facts: facts, more: Int64(facts.count) >= AuditCopy.most)
    }
}

/// What a service has told of a community, as far as others keep it.
package struct ToldFacts: Codable, Sendable, Equatable {
    package let facts: [Fact]
    /// Whether there may be more than is told.
    package let more: Bool

    package struct Fact: Codable, Sendable, Equatable {
        package let position: Int64
        package let place: String
        package let says: String
        /// Whether whoever keeps copies has to have it.
        package let isOwed: Bool

        package init(position: Int64, place: String, says: String, isOwed: Bool) {
            self.position = position
            self.place = place
            self.says = says
            self.isOwed = isOwed
        }
    }
}
