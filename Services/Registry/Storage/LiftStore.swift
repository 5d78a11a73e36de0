import EventLog
import Model
import Postgres

/// The table of lifts.
struct LiftStore {
    func lifts<Reader: Reading & ~Copyable>(
        of community: CommunityID, in reader: borrowing Reader
    ) async throws -> [Lift] {
        let rows = try await reader.query(
            """
            SELECT code, registration_code, rescue_code, first_floor, last_floor, skips, installed_on,
                next_inspection_on, maintainer, maintainer_phone
            FROM lift
            WHERE community = \(community)
            """
        ).decode(
            (LiftCode, String, String, String, String, String, Day?, Day?, String?, String?).self)
        return rows.map { code, registration, rescue, first, last, skips, installed, inspection, maintainer, phone in
            Lift(
                code: code, registrationCode: registration, rescueCode: rescue, firstFloor: first, lastFloor: last,
                skips: skips.split(separator: Lift.separator).map(String.init), installedOn: installed,
                nextInspectionOn: inspection, maintainer: maintainer, maintainerPhone: phone)
        }.sorted { $0.code < $1.code }
    }

    func save(_ lifts: [Lift], in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO lift (community, code, registration_code, rescue_code, first_floor, last_floor, skips,
                installed_on, next_inspection_on, maintainer, maintainer_phone)
            SELECT \(write.community), listed.*
            FROM unnest(\(lifts.map(\.code)), \(lifts.map(\.registrationCode)), \(lifts.map(\.rescueCode)),
                \(lifts.map(\.firstFloor)), \(lifts.map(\.lastFloor)),
                \(lifts.map { $0.skips.joined(separator: String(Lift.separator)) }),
                \(lifts.map(\.installedOn)), \(lifts.map(\.nextInspectionOn)), \(lifts.map(\.maintainer)),
                \(lifts.map(\.maintainerPhone))) AS listed
            ON CONFLICT ON CONSTRAINT lift_pkey DO UPDATE SET
                registration_code = EXCLUDED.registration_code,
                rescue_code = EXCLUDED.rescue_code,
                first_floor = EXCLUDED.first_floor,
                last_floor = EXCLUDED.last_floor,
                skips = EXCLUDED.skips,
                installed_on = EXCLUDED.installed_on,
                next_inspection_on = EXCLUDED.next_inspection_on,
                maintainer = EXCLUDED.maintainer,
                maintainer_phone = EXCLUDED.maintainer_phone
            """)
    }
}
