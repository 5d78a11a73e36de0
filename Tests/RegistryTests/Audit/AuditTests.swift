import EventLog
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// What is stored of rolls, bodies, roles and lifts, read once more.
@Suite(.serialized) struct AuditTests {
    @Test(.database) func `nothing is found where rolls, bodies, roles and lifts went their ways`() async throws {
        try await TestRegistry.run { registry in
            try await AuditStory.play(registry)

            for check in RegistryAudit.checks {
                var examined: Int64 = 0
                for report in try await Self.reports(of: check, in: registry) {
                    #expect(report.faults.isEmpty, "\(check.code)")
                    examined += report.examined
                }
                #expect(examined > 0, "\(check.code)")
            }
        }
    }

    @Test(.database, arguments: changes.indices)
    func `what was changed is found by the checks that it concerns, and where it is`(_ number: Int) async throws {
        let (name, change, found) = Self.changes[number]
        try await TestRegistry.run { registry in
            try await AuditStory.play(registry)
            try await registry.run(change)

            for check in RegistryAudit.checks {
                let places = try await Self.reports(of: check, in: registry).flatMap(\.faults).map(\.place)
                if let place = found[check.code] {
                    #expect(places.contains { $0.hasPrefix(place) }, "\(name): \(check.code) \(places)")
                } else {
                    #expect(places.isEmpty, "\(name): \(check.code) \(places)")
                }
            }
        }
    }

    private static func reports(of check: AuditCheck, in registry: TestRegistry) async throws -> [AuditReport] {
        guard check.scope == .community else { return [try await check.report(in: registry.service.pool)] }
        var reports: [AuditReport] = []
        for code in AuditStory.communities {
            reports.append(try await check.report(on: TestCompound.code(code), in: registry.service.pool))
        }
        return reports
    }

    // MARK: - Changes

    /// What somebody who has the database changes, and which checks find it where: how the place begins, of which the
    /// rest may be an id or a position.
    static let changes: [(name: String, change: SQL, found: [String: String])] = [
        (
            "an area", "UPDATE unit SET area = area + 100 WHERE community = 'runfeng' AND code = '1-1-101'",
            ["units-are-what-was-told": "1-1-101", "roll-totals-are-the-units": "runfeng"]
        ),
        (
            "areas of two units that make up for each other",
            """
            UPDATE unit SET area = area + CASE code WHEN '1-1-101' THEN 100 ELSE -100 END
            WHERE community = 'runfeng' AND code IN ('1-1-101', '1-1-103')
            """, ["units-are-what-was-told": "1-1-103"]
        ),
        (
            "a unit that goes", "DELETE FROM unit WHERE community = 'runfeng' AND code = '1-1-104'",
            [
                "units-are-what-was-told": "1-1-104", "roll-totals-are-the-units": "runfeng",
                "roll-history-adds-up": "runfeng/", "nobody-else-is-kept": "",
            ]
        ),
        (
            "an owner of two", "UPDATE unit SET owners = ARRAY[voter] WHERE cardinality(owners) = 2",
            ["units-are-what-was-told": "1-1-102", "co-owners-follow-units": "1-1-102"]
        ),
        (
            "who votes", "UPDATE unit SET voter = (SELECT owner FROM co_owner) WHERE cardinality(owners) = 2",
            ["units-are-what-was-told": "1-1-102", "co-owners-follow-units": "1-1-102", "nobody-else-is-kept": ""]
        ),
        (
            "a co-owner too many",
            """
            INSERT INTO co_owner (owner, community, unit)
            SELECT voter, 'runfeng', '1-1-101' FROM unit WHERE community = 'runfeng' AND code = '1-1-103'
            """, ["co-owners-follow-units": "1-1-101"]
        ),
        (
            "heads", "UPDATE roll SET heads = heads + 1 WHERE community = 'runfeng'",
            ["roll-totals-are-the-units": "runfeng", "roll-is-last-told": "runfeng"]
        ),
        (
            "heads of a building",
            """
            UPDATE roll SET buildings = jsonb_set(buildings, ARRAY['0', 'heads'], '99'::jsonb)
            WHERE community = 'runfeng'
            """, ["roll-totals-are-the-units": "1"]
        ),
        (
            "dwellings", "UPDATE roll SET dwellings = dwellings - 1 WHERE community = 'runfeng'",
            ["roll-totals-are-the-units": "runfeng"]
        ),
        (
            "a declared area", "UPDATE building_total SET area = area + 1 WHERE community = 'runfeng'",
            ["building-totals-add-up": "2"]
        ),
        (
            "a snapshot that goes", "DELETE FROM roll_snapshot WHERE community = 'runfeng' AND cause = 'voter'",
            ["snapshots-are-what-was-told": "runfeng/", "roll-history-adds-up": "1-1-102"]
        ),
        (
            "the hash of a snapshot",
            "UPDATE roll_snapshot SET hash = sha256(hash) WHERE community = 'runfeng' AND cause = 'transfer'",
            ["snapshots-are-what-was-told": "runfeng/"]
        ),
        (
            "a past", "DELETE FROM unit_past WHERE community = 'runfeng' AND code = '1-1-119'",
            ["roll-history-adds-up": "runfeng/"]
        ),
        (
            "the area of a past",
            "UPDATE unit_past SET area = area + 100 WHERE community = 'runfeng' AND code = '1-1-119'",
            ["past-units-are-what-was-told": "1-1-119"]
        ),
        (
            "who voted before",
            """
            UPDATE unit_past SET voter = owners[CASE voter WHEN owners[1] THEN 2 ELSE 1 END]
            WHERE cardinality(owners) = 2
            """, ["past-units-are-what-was-told": "1-1-102"]
        ),
        (
            "an owner of the past in a part",
            "UPDATE unit_past SET owners = ARRAY[gen_random_uuid()] WHERE community = 'yanye' AND code = '1-1-103'",
            ["past-units-are-what-was-told": "1-1-103"]
        ),
        (
            "the day of a transfer", "UPDATE ownership_transfer SET day = day - 1",
            ["transfers-are-what-was-told": "1-1-118"]
        ),
        (
            "an owner who is forgotten",
            """
            DELETE FROM person
            WHERE owner = (SELECT voter FROM unit WHERE community = 'runfeng' AND code = '1-1-105')
            """, ["owners-have-personal-data": "1-1-105"]
        ),
        (
            "somebody who is kept",
            """
            INSERT INTO person (owner, kind, key, sealed, mark)
            VALUES (gen_random_uuid(), 'person', '\\x00', '\\x00', '\\x00')
            """, ["nobody-else-is-kept": ""]
        ),
        (
            "an owner who is another twice",
            "INSERT INTO united_owner (owner, kept) SELECT kept, owner FROM united_owner ORDER BY owner LIMIT 1",
            ["united-owners-are-gone": ""]
        ),
        (
            "a role of one hand", "UPDATE role_grant SET confirmed_by = proposed_by WHERE role = 'collector'",
            ["roles-need-two": "runfeng/collector/"]
        ),
        (
            "a role of one's own", "UPDATE role_grant SET confirmed_by = account::text WHERE role = 'collector'",
            ["roles-need-two": "runfeng/collector/"]
        ),
        (
            "a role that nobody confirmed",
            "UPDATE role_grant SET confirmed_at = clock_timestamp() WHERE role = 'auditor'",
            ["roles-need-two": "runfeng/auditor/"]
        ),
        (
            "a rule", "UPDATE rule_pack SET pack = pack || '\\x20'::bytea WHERE adoption = 1",
            ["rules-are-what-was-told": "runfeng/1"]
        ),
        (
            "rules that go", "DELETE FROM rule_pack WHERE adoption = 2", ["rules-are-what-was-told": "runfeng/2"]
        ),
        (
            "the size of a body", "UPDATE body SET seats = seats + 2 WHERE code = 'committee'",
            ["bodies-are-what-was-told": "committee"]
        ),
        (
            "the end of a body", "UPDATE body SET ended_on = ended_on - 1 WHERE code = 'committee'",
            ["bodies-are-what-was-told": "committee"]
        ),
        (
            "a seat too many",
            """
            INSERT INTO body_seat (community, body, seat, turn, member, represents, office, portfolios, since)
            VALUES ('runfeng', 'committee-2', 9, 1, gen_random_uuid(), 'owner', 'member', '', '2023-05-21')
            """, ["seats-are-of-the-body": "committee-2/9"]
        ),
        (
            "who had a seat first", "DELETE FROM body_seat WHERE body = 'committee' AND seat = 3 AND turn = 1",
            ["seats-are-of-the-body": "committee/3"]
        ),
        (
            "a registration code", "UPDATE lift SET registration_code = 'R99' WHERE registration_code = 'R1'",
            ["lifts-are-what-was-told": "1-1-A"]
        ),
        (
            "a lift that goes", "DELETE FROM lift WHERE registration_code = 'R2'", ["lifts-are-what-was-told": "1-1-B"]
        ),
        (
            "a merger that was told", "UPDATE community SET merger_told = false WHERE code = 'yanye'",
            ["parts-are-closed": "yanye"]
        ),
        (
            "a unit in a part",
            """
            INSERT INTO unit (community, code, floor, area, use, owner_kind, voter, owners, position)
            SELECT 'yanye', code, floor, area, use, owner_kind, voter, owners, 0
            FROM unit WHERE community = 'xinyi' AND code = '1-1-101'
            """, ["parts-are-closed": "yanye", "roll-history-adds-up": "yanye/"]
        ),
        (
            "a lift in a part",
            """
            INSERT INTO lift (community, code, registration_code, rescue_code, first_floor, last_floor, skips)
            VALUES ('yaocai', '1-1-A', 'R9', '', '1', '18', '')
            """, ["parts-are-closed": "yaocai"]
        ),
        (
            "a part that nobody joined", "UPDATE community SET merged_into = 'runfeng' WHERE code = 'yaocai'",
            ["parts-are-closed": "yaocai"]
        ),
    ]
}
