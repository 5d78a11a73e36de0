/// What a passed item allows, in data: money may be collected or paid only under one.
///
/// In JSON an object with a `kind`: `{"kind": "collect", "rate": "17.93", …}`, `{"kind": "spend", "cap": "900000.00"}`.
package enum Mandate: Codable, Sendable, Equatable {
    case collect(Collect)
    case spend(Spend)
    /// The elected candidates form the body.
    case seatCommittee(SeatCommittee)
    /// The document is in force.
    case adoptRules(AdoptRules)
    /// The communities become one management area (R-V-14).
    case mergeCommunities(MergeCommunities)

    /// A price per square metre of certificate area that owners of the scope owe, and what the money releases.
    package struct Collect: Codable, Sendable, Equatable {
        package let rate: UnitPrice
        package let scope: Scope
        /// The part of a building's amount due at which its works begin (R-F-36).
        package let threshold: Ratio
        package let basis: ThresholdBasis
        package let releases: Works

        package init(rate: UnitPrice, scope: Scope, threshold: Ratio, basis: ThresholdBasis, releases: Works) {
            self.rate = rate
            self.scope = scope
            self.threshold = threshold
            self.basis = basis
            self.releases = releases
        }
    }

    /// At most `cap` may be paid out of what the community holds.
    package struct Spend: Codable, Sendable, Equatable {
        package let cap: Money
        package let scope: Scope
        /// Whose money it is; nil where the item does not say.
        package let campaign: CampaignID?

        package init(cap: Money, scope: Scope, campaign: CampaignID? = nil) {
            self.cap = cap
            self.scope = scope
            self.campaign = campaign
        }
    }

    package struct SeatCommittee: Codable, Sendable, Equatable {
        package let body: BodyID
        /// What kind of body it is; nil is an owners' committee.
        package let bodyKind: BodyKind?

        package init(body: BodyID, bodyKind: BodyKind? = nil) {
            self.body = body
            self.bodyKind = bodyKind
        }
    }

    package struct AdoptRules: Codable, Sendable, Equatable {
        package let document: Digest256
    }

    package struct MergeCommunities: Codable, Sendable, Equatable {
        package let from: [CommunityID]

        package init(from: [CommunityID]) { self.from = from }
    }

    /// Which buildings a mandate covers; no list means the whole community.
    package struct Scope: Codable, Sendable, Equatable {
        package let buildings: [BuildingCode]?

        package init(buildings: [BuildingCode]?) { self.buildings = buildings }

        package static let community = Scope(buildings: nil)

        package func covers(_ building: BuildingCode) -> Bool { buildings?.contains(building) ?? true }

        /// Whether it covers every building of the other, whatever buildings there are.
        package func covers(_ other: Scope) -> Bool {
            guard buildings != nil else { return true }
            return other.buildings?.allSatisfy { covers($0) } ?? false
        }
    }

    /// What a building's threshold is a part of.
    ///
    /// The story says 费用收缴, so `amount` is the default (R-F-36).
    package enum ThresholdBasis: String, WrittenWord, Sendable { case amount, households }

    /// The works that the mandate covers: one order for each lift of the buildings of its scope that pay.
    package struct Works: Codable, Sendable, Equatable {
        package let work: WorkKind
        package let workClass: WorkClass

        package init(work: WorkKind, workClass: WorkClass) {
            self.work = work
            self.workClass = workClass
        }

        /// Whether the lift may return only after a passed supervisory inspection, by what is done or by its class: a
        /// replaced lift is a new one, whatever class somebody gives the works (R-L-30, R-L-36).
        package var needsSupervisoryInspection: Bool {
            work.needsSupervisoryInspection || workClass.needsSupervisoryInspection
        }

        /// Whether the class is one of works without the inspection that these need.
        var isClassTooLow: Bool { needsSupervisoryInspection && !workClass.needsSupervisoryInspection }
    }

    package var scope: Scope {
        switch self {
        case .collect(let collect): collect.scope
        case .spend(let spend): spend.scope
        case .seatCommittee, .adoptRules, .mergeCommunities: .community
        }
    }

    private enum Kind: String, WrittenWord { case collect, spend, seatCommittee, adoptRules, mergeCommunities }
    private enum CodingKeys: String, CodingKey { case kind }

    /// - Throws: what the decoder throws, and the decoding of its parts.
    package init(from decoder: any Decoder) throws {
        switch try decoder.container(keyedBy: CodingKeys.self).decode(Kind.self, forKey: .kind) {
        case .collect: self = .collect(try Collect(from: decoder))
        case .spend: self = .spend(try Spend(from: decoder))
        case .seatCommittee: self = .seatCommittee(try SeatCommittee(from: decoder))
        case .adoptRules: self = .adoptRules(try AdoptRules(from: decoder))
        case .mergeCommunities: self = .mergeCommunities(try MergeCommunities(from: decoder))
        }
    }

    /// - Throws: what the encoder throws.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        func encode(_ kind: Kind, _ value: any Encodable) throws {
            try container.encode(kind, forKey: .kind)
            try value.encode(to: encoder)
        }
        switch self {
        case .collect(let collect): try encode(.collect, collect)
        case .spend(let spend): try encode(.spend, spend)
        case .seatCommittee(let seat): try encode(.seatCommittee, seat)
        case .adoptRules(let rules): try encode(.adoptRules, rules)
        case .mergeCommunities(let merge): try encode(.mergeCommunities, merge)
        }
    }
}

package enum WorkKind: String, WrittenWord, Sendable {
    case repair, overhaul, alteration, replacement, addition

    /// Whether it needs the inspection whatever its class; a repair or an overhaul does by its class.
    fileprivate var needsSupervisoryInspection: Bool {
        switch self {
        case .alteration, .replacement, .addition: true
        case .repair, .overhaul: false
        }
    }
}

/// The legal class of lift work; installation, alteration and major repair need supervisory inspection (R-L-30, R-L-36).
package enum WorkClass: String, WrittenWord, Sendable {
    case installation, alteration, majorRepair, generalRepair, maintenance

    fileprivate var needsSupervisoryInspection: Bool {
        switch self {
        case .installation, .alteration, .majorRepair: true
        case .generalRepair, .maintenance: false
        }
    }
}
