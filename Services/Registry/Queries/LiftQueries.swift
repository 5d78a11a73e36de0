import Model
import Postgres

/// What can be asked about single lifts.
struct LiftQueries: Sendable {
    let pool: PostgresPool
    let desk: CareDesk

    /// - Throws: `RegistryError.communityUnknown`, `LiftRefusal.liftUnknown`
    func lift(_ code: LiftCode, of community: CommunityID) async throws -> LiftReport {
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let lift = try await desk.lift(code, of: community, in: transaction)
            return desk.report(lift, try await desk.circumstances(of: community, in: transaction))
        }
    }

    /// The lifts of a community in the order of their codes.
    ///
    /// - Throws: `RegistryError.communityUnknown`
    func lifts(of community: CommunityID) async throws -> [LiftReport] {
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            _ = try await desk.communities.community(community, in: transaction)
            let lifts = try await desk.lifts.lifts(of: community, in: transaction)
            let cares = try await desk.cares.care(of: lifts.map(\.code), in: community, through: transaction)
            let circumstances = try await desk.circumstances(of: community, in: transaction)
            return lifts.map { lift in
                desk.report(CaredLift(lift: lift, care: cares[lift.code] ?? .unknown), circumstances)
            }
        }
    }

    /// The lifts as a `lifts.csv` that imports to the same lifts.
    ///
    /// - Throws: `RegistryError.communityUnknown`
    func file(of community: CommunityID) async throws -> String {
        let lifts = try await pool.withTransaction(readOnly: true) { transaction in
            _ = try await desk.communities.community(community, in: transaction)
            return try await desk.lifts.lifts(of: community, in: transaction)
        }
        return CSVText.write(columns: LiftFile.columns, rows: lifts.map(\.fields))
    }
}
