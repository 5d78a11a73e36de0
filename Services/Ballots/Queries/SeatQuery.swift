import Model
import Postgres

/// How so many seats would be allotted to the buildings of a community's roll, by area (R-E-14).
struct SeatQuery: Sendable {
    let pool: PostgresPool
    let places = RollPlaceStore()

    /// - Throws: `BallotsError.unknownCommunity`
    func callAsFunction(of seats: Int64, in community: CommunityID) async throws -> [BuildingSeats] {
        let areas = try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) {
            try await places.areas(of: community, in: $0)
        }
        return SeatAllotment.byArea(seats, areas)
    }
}
