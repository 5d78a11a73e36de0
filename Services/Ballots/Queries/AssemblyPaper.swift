import Model
import Postgres

/// An assembly with all that a page says of it: whose it is, and by which rules it is or will be decided.
struct AssemblyPaper: Sendable {
    let community: CommunityID
    let communityName: String
    let detail: AssemblyDetail
    /// The frozen pack; before the opening the one that would be frozen now, if there is one.
    let rules: RulePack?
    /// Until when the objection is to be answered that waits longest.
    var answerBy: Day?
    /// Of what the mandates of its items speak of.
    var names = MandateNames()

    var assembly: Assembly { detail.stored.assembly }

    /// Whether it is counted and nothing passed, so that nothing takes effect when its result stands.
    var isWithoutPassage: Bool { detail.results.values.map(\.outcome).areWithoutPassage }

    /// What a candidate is called on ballots and pages: the code, and the name where it is given.
    func name(of candidate: CandidateCode, on item: ItemID) -> String {
        detail.presentations[item]?[candidate].map { "\(candidate) \($0.name)" } ?? candidate.description
    }

    struct Query: Sendable {
        let pool: PostgresPool
        let detail: AssemblyDetail.Query
        let calendar: WorkCalendar

        /// - Throws: `BallotsError.unknownCommunity`, `.unknownAssembly`
        func callAsFunction(_ id: AssemblyID, of community: CommunityID) async throws -> AssemblyPaper {
            let name = try await name(of: community)
            let detail = try await detail(id, of: community)
            let assembly = detail.stored.assembly
            let rules = try await rules(assembly.basis?.rulesHash, of: community)
            return AssemblyPaper(
                community: community, communityName: name, detail: detail, rules: rules,
                answerBy: answer(to: detail.course.objections.oldestUnanswered, by: rules),
                names: try await names(in: assembly.items.compactMap(\.mandate), of: community))
        }

        /// - Throws: `BallotsError.unknownCommunity`
        func name(of community: CommunityID) async throws -> String {
            let names = try await pool.withConnection { connection in
                try await connection.query("SELECT name FROM community WHERE code = \(community)", as: String.self)
            }
            guard let name = names.first else { throw BallotsError.unknownCommunity(community) }
            return name
        }

        private func names(in mandates: [Mandate], of community: CommunityID) async throws -> MandateNames {
            let campaigns = mandates.compactMap { mandate -> CampaignID? in
                guard case .spend(let spend) = mandate else { return nil }
                return spend.campaign
            }
            let communities = mandates.flatMap { mandate -> [CommunityID] in
                guard case .mergeCommunities(let merge) = mandate else { return [] }
                return merge.from
            }
            guard !campaigns.isEmpty || !communities.isEmpty else { return MandateNames() }
            return try await pool.withConnection { connection in
                let collecting = try await connection.query(
                    """
                    SELECT assembly.code, item.code, item.title
                    FROM assembly
                    JOIN agenda_item AS item ON item.assembly = assembly.number
                    WHERE assembly.community = \(community)
                        AND convert_from(item.mandate, 'UTF8')::jsonb ->> 'kind' = 'collect'
                    """, as: (AssemblyID, ItemID, String).self)
                let titles = collecting.compactMap { assembly, item, title in
                    CampaignID(of: item, in: assembly).map { ($0, title) }
                }
                let known = try await connection.query(
                    "SELECT code, name FROM community WHERE code = ANY(\(communities))",
                    as: (CommunityID, String).self)
                // Of two items under one campaign's name, which is refused, either title would do.
                return MandateNames(
                    campaigns: Dictionary(titles, uniquingKeysWith: { first, _ in first }),
                    communities: Dictionary(uniqueKeysWithValues: known))
            }
        }

        private func answer(to filedOn: Day?, by rules: RulePack?) -> Day? {
            guard let filedOn, let rules else { return nil }
            return MeetingRules(pack: rules, calendar: calendar).lastDayOfAnswer(filedOn: filedOn)
        }

        private func rules(_ frozen: Digest256?, of community: CommunityID) async throws -> RulePack? {
            try await pool.withConnection { connection in
                try await connection.query(
                    """
                    SELECT pack
                    FROM rule_pack
                    WHERE hash = coalesce(\(frozen), (SELECT rules FROM adopted_rules WHERE community = \(community)))
                    """,
                    as: [UInt8].self)
            }.first.map { try CanonicalJSON.decode(RulePack.self, from: $0) }
        }
    }
}
