/// What kind of answer an item asks for.
///
/// Only resolutions and elections decide anything; the others are counted and noted, and can carry no mandate.
package enum ItemForm: String, WrittenWord, Sendable {
    case resolution, election
    /// Signatures that must reach a share of the heads (R-M-04, R-M-05).
    case petition
    /// Support of a letter.
    case endorsement
    /// A survey of opinions.
    case survey
    /// Hands counted at an event, with a photo and a witness; never binding (R-M-08).
    case showOfHands

    /// Whether the owners decide by it under Civil Code article 278.
    package var isStatutory: Bool { self == .resolution || self == .election }

    /// Whether an item of this form may carry the mandate.
    package func allows(_ mandate: Mandate) -> Bool {
        if case .seatCommittee = mandate { self == .election } else { isStatutory }
    }
}

/// How the owners meet (R-M-08).
package enum AssemblyForm: String, WrittenWord, Sendable {
    case meeting, written, electronic, mixed

    /// Whether owners vote in the service; papers are taken in every form, because an owner may ask for one (R-M-11, R-M-12).
    package var takesElectronicBallots: Bool {
        switch self {
        case .electronic, .mixed: true
        case .meeting, .written: false
        }
    }
}

/// Who calls the owners (R-M-01, R-M-06).
package enum Convener: String, WrittenWord, Sendable {
    case committee, propertyManagementCommittee, preparatoryGroup, residentsCommittee, street, owners
}

/// Which part of a community votes (R-V-10, R-V-13): buildings, or entrances that share a lift.
///
/// In JSON `{"buildings":["13"]}` or `{"entrances":["13-1"]}`.
package enum Electorate: Codable, Sendable, Equatable {
    case buildings([BuildingCode])
    case entrances([EntranceName])

    package func includes(_ unit: UnitCode) -> Bool {
        switch self {
        case .buildings(let buildings): buildings.contains(unit.building)
        case .entrances(let entrances):
            entrances.contains(EntranceName(building: unit.building, entrance: unit.entrance))
        }
    }

    /// Whether a mandate for the scope could concern only those who vote (R-V-12).
    ///
    /// For entrances only the roll can tell it.
    package func mayCover(_ scope: Mandate.Scope) -> Bool {
        guard let covered = scope.buildings else { return false }
        switch self {
        case .buildings(let buildings): return Set(covered).isSubset(of: buildings)
        case .entrances(let entrances): return Set(covered).isSubset(of: entrances.map(\.building))
        }
    }

    private enum CodingKeys: String, CodingKey { case buildings, entrances }

    /// - Throws: `DecodingError.dataCorrupted` unless it names either buildings or entrances; what the decoder throws.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let buildings = try container.decodeIfPresent([BuildingCode].self, forKey: .buildings)
        let entrances = try container.decodeIfPresent([EntranceName].self, forKey: .entrances)
        switch (buildings, entrances) {
        case (let buildings?, nil): self = .buildings(buildings)
        case (nil, let entrances?): self = .entrances(entrances)
        default:
            let error = InvalidValue("electorate", "names neither buildings nor entrances, or both")
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath, debugDescription: error.description, underlyingError: error))
        }
    }

    /// - Throws: what the encoder throws.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .buildings(let buildings): try container.encode(buildings, forKey: .buildings)
        case .entrances(let entrances): try container.encode(entrances, forKey: .entrances)
        }
    }
}

/// An entrance with its building: `13-1`.
package struct EntranceName: TextValue, Comparable {
    package let building: BuildingCode
    package let entrance: EntranceCode

    package init(building: BuildingCode, entrance: EntranceCode) {
        self.building = building
        self.entrance = entrance
    }

    package init(parsing text: String) throws(InvalidValue) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            throw InvalidValue("place", zh: "应写成“楼栋-单元”", en: "has not the form building-entrance")
        }
        building = try PlacePart(parsing: String(parts[0]))
        entrance = try PlacePart(parsing: String(parts[1]))
    }

    package var description: String { "\(building)-\(entrance)" }

    package static func < (left: Self, right: Self) -> Bool {
        (left.building, left.entrance) < (right.building, right.entrance)
    }
}

/// What an election is about, published before the vote (R-E-05).
package struct Election: Codable, Sendable, Equatable {
    package let seats: Int64
    /// How many alternates there may be (R-E-07).
    package let alternates: Int64
    /// With fewer members than this there is no body (R-E-06).
    package let least: Int64
    package let ranking: Ranking
    package let candidates: [Candidate]
    /// How the seats are allotted to buildings, adding up to `seats`; each candidate then stands for one of them.
    ///
    /// Nil leaves them to all (R-E-14).
    package let seatsByBuilding: [BuildingSeats]?

    /// How those who reach the approval are put in order.
    package enum Ranking: String, WrittenWord, Sendable {
        /// By the share of the area plus the share of the heads.
        case shares
        case area, heads
    }

    package struct Candidate: Codable, Sendable, Equatable {
        package let candidate: CandidateCode
        /// The owner who stands, where it is known.
        package let owner: OwnerID?
        /// For whose seats they stand, where seats are allotted to buildings.
        package let building: BuildingCode?
        /// How they came on the list, where it is known (R-E-01).
        package let nominated: NominationChannel?
        /// How many owners nominated them jointly.
        package let supporters: Int64?

        package init(
            candidate: CandidateCode, owner: OwnerID? = nil, building: BuildingCode? = nil,
            nominated: NominationChannel? = nil, supporters: Int64? = nil
        ) {
            self.candidate = candidate
            self.owner = owner
            self.building = building
            self.nominated = nominated
            self.supporters = supporters
        }
    }

    package init(
        seats: Int64, alternates: Int64, least: Int64, ranking: Ranking, candidates: [Candidate],
        seatsByBuilding: [BuildingSeats]? = nil
    ) {
        self.seats = seats
        self.alternates = alternates
        self.least = least
        self.ranking = ranking
        self.candidates = candidates
        self.seatsByBuilding = seatsByBuilding
    }
}

/// The seats of one building in an election (R-E-14).
package struct BuildingSeats: Codable, Sendable, Equatable {
    package let building: BuildingCode
    package let seats: Int64

    package init(building: BuildingCode, seats: Int64) {
        self.building = building
        self.seats = seats
    }
}

/// How somebody comes on the list of an election (R-E-01).
package enum NominationChannel: String, WrittenWord, Sendable {
    /// Recommended by the party's organisation, or by the residents' committee.
    case party, residentsCommittee
    case oneself = "self"
    /// By several owners together.
    case joint
}

package enum CandidateKind {}
package enum GroupKind {}

/// A candidate's short name on the ballot: `c01`, never a person's name.
package typealias CandidateCode = Code<CandidateKind>
/// The name that alternative items have in common.
package typealias GroupCode = Code<GroupKind>

/// A document that owners decide about, known by its hash.
package struct AttachedDocument: Codable, Sendable, Equatable {
    package let title: String
    package let sha256: Digest256

    package init(title: String, sha256: Digest256) {
        self.title = title
        self.sha256 = sha256
    }
}
