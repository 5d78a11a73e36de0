package import Model
package import Postgres

/// A rule that stored rows must fulfil, found out by reading them once more (decision 74).
///
/// Services keep these rules where they write. A check trusts none of that: it reads what is there, as somebody who was
/// given the database would.
package struct AuditCheck: Sendable {
    /// What rows it reads.
    package enum Scope: String, Codable, Sendable { case service, community }

    /// At most so many faults are told of one check.
    package static let shown: Int64 = 100

    /// Its name, in words joined by hyphens, such as `entries-sum-to-zero`.
    package let code: String
    /// What holds where nothing is found.
    package let claim: String
    package let scope: Scope
    private let work: Work

    private enum Work: Sendable {
        /// Both are carried out on one snapshot.
        case statements(@Sendable (CommunityID?) -> [SQL])
        case reading(@Sendable (CommunityID, PostgresPool) async throws -> (examined: Int64, faults: [AuditFault]))
    }

    /// A check of one community's rows.
    ///
    /// `examined` asks for one `bigint`, how many things the claim is about. `faults` asks for `(place text, says text)` of each
    /// thing that breaks it, in a fixed order and with `LIMIT \(AuditCheck.shown)`; the place names it by codes and ids that people have.
    package init(
        _ code: String, _ claim: String, examined: @escaping @Sendable (CommunityID) -> SQL,
        faults: @escaping @Sendable (CommunityID) -> SQL
    ) {
        self.code = code
        self.claim = claim
        scope = .community
        work = .statements { community in community.map { [examined($0), faults($0)] } ?? [] }
    }

    /// A check of one community's rows that no statement can make.
    ///
    /// `reading` changes nothing, ends before nobody waits for it any more, and tells of at most ``shown`` faults.
    package init(
        _ code: String, _ claim: String,
        reading:
            @escaping @Sendable (CommunityID, PostgresPool) async throws -> (
                examined: Int64, faults: [AuditFault]
            )
    ) {
        self.code = code
        self.claim = claim
        scope = .community
        work = .reading(reading)
    }

    /// A check of all that the service has.
    package init(
        ofAll code: String, _ claim: String, examined: @escaping @Sendable () -> SQL,
        faults: @escaping @Sendable () -> SQL
    ) {
        self.code = code
        self.claim = claim
        scope = .service
        work = .statements { _ in [examined(), faults()] }
    }

    /// Carries it out, and changes nothing.
    ///
    /// - Parameters:
    ///   - community: whose rows; nil for a check of the whole service.
    ///   - pool: the service's.
    /// - Returns: at most ``shown`` faults.
    /// - Throws: `PostgresError`, and what a check throws that takes too long.
    package func report(on community: CommunityID? = nil, in pool: PostgresPool) async throws -> AuditReport {
        switch work {
        case .statements(let statements):
            return try await report(of: statements(community), in: pool)
        case .reading(let reading):
            guard let community else { preconditionFailure("\(code) is a check of one community") }
            let (examined, faults) = try await reading(community, pool)
            return report(examined, faults)
        }
    }

    private func report(of statements: [SQL], in pool: PostgresPool) async throws -> AuditReport {
        precondition(statements.count == 2, "\(code) is a check of one community")
        return try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let results = try await transaction.pipeline(statements)
            let faults = try results[1].decode((String, String).self).map { AuditFault(place: $0.0, says: $0.1) }
            return report(try results[0].decode(Int64.self).first ?? 0, faults)
        }
    }

    private func report(_ examined: Int64, _ faults: [AuditFault]) -> AuditReport {
        AuditReport(check: code, examined: examined, faults: faults, more: Int64(faults.count) >= Self.shown)
    }
}

/// What one check has found.
package struct AuditReport: Codable, Sendable, Equatable {
    package let check: String
    /// How many things were looked at.
    package let examined: Int64
    package let faults: [AuditFault]
    /// Whether there may be faults besides these.
    package let more: Bool
}

/// Something that is stored and should not be, or is not and should.
package struct AuditFault: Codable, Sendable, Equatable {
    package let place: String
    package let says: String

    package init(place: String, says: String) {
        self.place = place
        self.says = says
    }
}
