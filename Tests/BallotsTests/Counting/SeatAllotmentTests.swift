import Model
import Testing

@testable import Ballots

/// Seats that are allotted to buildings (R-E-14).
@Suite struct SeatAllotmentTests {
    private static func building(_ code: String) throws -> BuildingCode { try BuildingCode(parsing: code) }

    private static let areas: [(Int64, [String: Int64], String)] = [
        // Quotas 3.5, 2.1 and 1.4: the first has the largest remainder.
        (7, ["1": 500, "2": 300, "3": 200], "1=4 2=2 3=1"),
        // 0.9, 0.9 and 0.2: both large remainders get the two seats, the small building none.
        (2, ["1": 450, "2": 450, "3": 100], "1=1 2=1"),
        // Equal in all: the first buildings, by number.
        (2, ["10": 100, "2": 100, "1": 100], "1=1 2=1"),
        // 0.5 and 1.5 have the same remainder; the larger building gets it.
        (2, ["1": 100, "2": 300], "2=2"),
        (5, ["1": 100], "1=5"),
        (1, ["1": 1, "2": 99_999_999_999_999], "2=1"),
        (60, ["1": 1 << 61, "2": 1 << 61], "1=30 2=30"),
        (5, ["1": 0, "2": 0], ""), (5, [:], ""),
    ]

    @Test(arguments: areas)
    func `seats go by area, what remains to the largest remainders`(
        seats: Int64, areas: [String: Int64], allotted: String
    ) throws {
        let areas = try areas.map { (building: try Self.building($0.key), area: Area(hundredths: $0.value)) }
        let found = SeatAllotment.byArea(seats, areas)
        #expect(found.map { "\($0.building)=\($0.seats)" }.joined(separator: " ") == allotted)
        #expect(found.isEmpty || found.reduce(0) { $0 + $1.seats } == seats)
    }

    private static func election(
        _ seats: Int64, _ standing: String, by allotment: [(String, Int64)]?
    ) throws -> Election {
        Election(
            seats: seats, alternates: 0, least: 1, ranking: .shares,
            candidates: try standing.split(separator: " ").map { word in
                let parts = word.split(separator: "@").map(String.init)
                return Election.Candidate(
                    candidate: try CandidateCode(parsing: parts[0]),
                    building: try parts.count > 1 ? building(parts[1]) : nil)
            },
            seatsByBuilding: try allotment?.map { BuildingSeats(building: try building($0.0), seats: $0.1) })
    }

    private static let allotments: [(Int64, String, [(String, Int64)], [String])] = [
        (2, "c1@1 c2@2 c3@2", [("1", 1), ("2", 1)], []),
        (3, "c1@1 c2@2 c3@2", [("1", 1), ("2", 1)], ["seatsByBuilding"]),
        (2, "c1@1 c2@1 c3@1", [("1", 1), ("1", 1)], ["seatsByBuilding[1].building"]),
        (2, "c1@1 c2@1 c3@1", [("1", 1), ("2", 1)], ["seatsByBuilding[1].seats"]),
        (2, "c1@1 c2@1 c3@3", [("1", 2)], ["candidates[2].building"]),
        (2, "c1@1 c2@1 c3", [("1", 2)], ["candidates[2].building"]),
        (2, "c1@1 c2@1", [("1", 2), ("2", 0)], ["seatsByBuilding[1].seats"]),
        (
            2, "c1@1 c2@2", [("1", .max), ("2", .max)],
            ["seatsByBuilding[0].seats", "seatsByBuilding[1].seats", "seatsByBuilding"]
        ),
    ]

    @Test(arguments: allotments)
    func `an allotment adds up, and each building has as many candidates as seats`(
        seats: Int64, standing: String, allotted: [(String, Int64)], faults: [String]
    ) throws {
        let found = try Self.election(seats, standing, by: allotted).allotmentFaults(in: "e", within: nil)
        #expect(found.map(\.field) == faults.map { "e.\($0)" })
    }

    @Test func `without an allotment nobody stands for a building, and with one only where somebody votes`() throws {
        let alone = try Self.election(1, "c1@1 c2", by: nil)
        #expect(alone.allotmentFaults(in: "e", within: nil).map(\.field) == ["e.candidates[0].building"])
        let beyond = try Self.election(2, "c1@1 c2@2", by: [("1", 1), ("2", 1)])
        let scope = Electorate.buildings([try Self.building("1")])
        #expect(
            beyond.allotmentFaults(in: "e", within: scope)
                == [ProposalFault("e.seatsByBuilding[1].building", .outsideElectorate)])
    }

    @Test func `only a joint nomination has supporters`() throws {
        let candidate = try CandidateCode(parsing: "c1")
        func fields(_ channel: NominationChannel?, _ supporters: Int64?) -> [String] {
            Election(
                seats: 1, alternates: 0, least: 1, ranking: .shares,
                candidates: [Election.Candidate(candidate: candidate, nominated: channel, supporters: supporters)]
            ).allotmentFaults(in: "e", within: nil).map(\.field)
        }
        #expect(fields(.joint, 12) == [] && fields(.joint, nil) == [] && fields(.oneself, nil) == [])
        #expect(fields(.joint, 0) == ["e.candidates[0].supporters"])
        #expect(fields(.joint, 1_000_000) == [] && fields(.joint, 1_000_001) == ["e.candidates[0].supporters"])
        #expect(fields(.party, 12) == ["e.candidates[0].supporters"])
        #expect(fields(nil, 12) == ["e.candidates[0].supporters"])
    }
}
