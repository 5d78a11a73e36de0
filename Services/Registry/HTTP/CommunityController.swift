import HTTPTypes
import Model
import ServiceRuntime

/// Management areas over HTTP.
struct CommunityController {
    let register: RegisterCommunity
    let queries: RegistryQueries

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities", roles: [.operator], request: Self.registration, answer: Self.registered,
                summary: "Register a community, or change a fact about it", register),
            Route(
                .get, "/v1/communities", roles: .anyone, query: [.cursor, .limit],
                answer: .object([
                    .required("communities", .array(Self.community)), .optional("next", .string()),
                ]),
                summary: "The communities of the district", list),
            Route(
                .get, "/v1/communities/{community}", roles: .anyone, answer: Self.community,
                summary: "A community", show),
        ]
    }

    // MARK: - Handlers

    private func register(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(Registration.self)
        let answer = try await register.handle(try body.facts(), claim: request.idempotencyClaim)
        return try .json(answer.outcome == .registered ? 201 : 200, answer)
    }

    private func list(_ request: APIRequest) async throws -> APIReply {
        let limit = try request.query("limit", in: 1...500, default: 100)
        let page = try await queries.communityPage(after: try request.queryText("cursor") ?? "", limit: limit)
        return try .json(200, List(communities: page.communities.map(View.init), next: page.next))
    }

    private func show(_ request: APIRequest) async throws -> APIReply {
        try .json(200, View(try await queries.community(request.community)))
    }

    // MARK: - Bodies

    private struct Registration: Decodable {
        let code: CommunityID
        let name: String?
        let jurisdiction: String?
        let fundStatus: CommunityRegistered.FundStatus?
        let parkingCounts: Bool?
        let street: CommunityFacts.Fact<String>
        let ownerUnit: CommunityFacts.Fact<OwnerUnit>

        private enum CodingKeys: CodingKey {
            case code, name, jurisdiction, fundStatus, parkingCounts, street, ownerUnit
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            code = try container.decode(CommunityID.self, forKey: .code)
            name = container.contains(.name) ? try container.decode(String.self, forKey: .name) : nil
            jurisdiction =
                container.contains(.jurisdiction) ? try container.decode(String.self, forKey: .jurisdiction) : nil
            fundStatus = try container.given(.fundStatus, CommunityRegistered.FundStatus.none)
            parkingCounts = try container.given(.parkingCounts, false)
            street = try container.fact(.street)
            ownerUnit = try container.fact(.ownerUnit)
        }

        struct OwnerUnit: Decodable, Sendable {
            let name: String
            let isDefunct: Bool?
            let defunctSince: CommunityFacts.Fact<Day>

            private enum CodingKeys: CodingKey { case name, isDefunct, defunctSince }

            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                name = try container.decode(String.self, forKey: .name)
                isDefunct = try container.given(.isDefunct, false)
                defunctSince = try container.fact(.defunctSince)
            }
        }

        /// - Throws: `Problem` 400 naming the field.
        func facts() throws -> CommunityFacts {
            CommunityFacts(
                code: code, name: try name.map { try ShortText.checked($0, "name", limit: 100) },
                jurisdiction: try jurisdiction.map { try ShortText.checked($0, "jurisdiction", limit: 40) },
                fundStatus: fundStatus, parkingCounts: parkingCounts,
                street: try street.map { try ShortText.checked($0, "street", limit: 100) },
                ownerUnit: try ownerUnit.map(Self.checked))
        }

        private static func checked(_ unit: OwnerUnit) throws -> CommunityFacts.OwnerUnit {
            if unit.isDefunct == false, case .given(.some) = unit.defunctSince {
                throw Problem.invalid(
                    "ownerUnit.defunctSince", Phrase(zh: "原产权单位仍存在", en: "is given, but the owner-unit is not defunct"))
            }
            return CommunityFacts.OwnerUnit(
                name: try ShortText.checked(unit.name, "ownerUnit.name", limit: 100), isDefunct: unit.isDefunct,
                defunctSince: unit.defunctSince)
        }
    }

    private struct View: Encodable {
        let code: CommunityID
        let name: String
        let jurisdiction: String
        let fundStatus: CommunityRegistered.FundStatus
        let parkingCounts: Bool
        let street: String?
        let ownerUnit: CommunityRegistered.OwnerUnit?
        let mergedInto: CommunityID?
        let mergedOn: Day?

        init(_ community: Community) {
            code = community.code
            name = community.name
            jurisdiction = community.jurisdiction
            fundStatus = community.fundStatus
            parkingCounts = community.parkingCounts
            street = community.street
            ownerUnit = community.ownerUnit
            mergedInto = community.merger?.into
            mergedOn = community.merger?.on
        }
    }

    private struct List: Encodable {
        let communities: [View]
        let next: String?
    }

    private static let fundStatus = Schema.word(["none", "insufficient", "sufficient"])

    private static let ownerUnit = Schema.object([
        .required("name", .string(maxLength: 100)),
        .optional("isDefunct", .nullable(.boolean), "Whether it has gone; true where defunctSince is given"),
        .optional("defunctSince", .nullable(.day)),
    ])

    private static let registration = Schema.object([
        .required("code", .string(maxLength: 64)),
        .optional("name", .string(maxLength: 100), "Needed for a new one; whatever is left out stays as it is"),
        .optional(
            "jurisdiction", .string(maxLength: 40),
            "Whose rules apply, such as national or beijing; needed for a new one"),
        .optional("fundStatus", .nullable(fundStatus), "Whether a maintenance fund was ever paid in; none at first"),
        .optional("parkingCounts", .nullable(.boolean), "Whether parking spaces count in ballots; false at first"),
        .optional("street", .nullable(.string(maxLength: 100)), "The street that supervises it"),
        .optional("ownerUnit", .nullable(ownerUnit), "The enterprise or office that once built it for its people"),
    ])

    private static let registered = Schema.object([
        .required("community", .string()), .required("outcome", .word(["registered", "changed", "unchanged"])),
    ])

    private static let community = Schema.object([
        .required("code", .string()), .required("name", .string()), .required("jurisdiction", .string()),
        .required("fundStatus", fundStatus), .required("parkingCounts", .boolean),
        .optional("street", .string()), .optional("ownerUnit", ownerUnit),
        .optional("mergedInto", .string(), "The management area that it has become part of"),
        .optional("mergedOn", .day),
    ])
}

extension KeyedDecodingContainer {
    /// What is null is said not to be there, which is something else than not to be mentioned.
    fileprivate func fact<Value: Decodable & Sendable>(_ key: Key) throws -> CommunityFacts.Fact<Value> {
        guard contains(key) else { return .leftOut }
        return .given(try decodeIfPresent(Value.self, forKey: key))
    }

    /// The same of a fact that every community has: null is `none`, and nil is not to be mentioned.
    fileprivate func given<Value: Decodable>(_ key: Key, _ none: Value) throws -> Value? {
        guard contains(key) else { return nil }
        return try decodeIfPresent(Value.self, forKey: key) ?? none
    }
}
