import Model

extension DistrictLook {
    /// How long communities are looked at; in a large district the last of them may be left.
    private static let communitiesLimit = Duration.seconds(10)
    /// So many at once: the library opens eight connections, and where one service is slow the others need some of them.
    private static let breadth = 4

    /// What the latest assemblies and digests of the communities say, as everybody may read them.
    ///
    /// - Throws: `CancellationError`
    static func communities(_ visitor: ServiceClient, _ district: DistrictView) async throws -> CommunitiesView {
        let ready = Set(district.services.filter(\.isReady).map(\.service))
        let wanted: Set<ServiceName> = [.ballots, .notices]
        var asked = ready.intersection(wanted)
        var view = CommunitiesView(unread: wanted.subtracting(asked))
        guard ready.contains(.registry) else { return CommunitiesView(unread: wanted) }
        let list = try await reply { try await visitor.everyPage(.registry, "/v1/communities", of: "communities") }
        guard let communities = list.value?.items else {
            view.unread = wanted
            return view
        }
        let end = ContinuousClock.now + communitiesLimit
        var left = communities.compactMap { $0["code"].string.flatMap { CommunityID($0) } }[...]
        while !left.isEmpty, !asked.isEmpty, ContinuousClock.now < end {
            let services = asked
            let looks = try await each(Array(left.prefix(breadth))) { try await look(at: $0, of: services, visitor) }
            left = left.dropFirst(breadth)
            for look in looks {
                view.votings += look.votings
                if let day = look.digest { view.digests[look.community] = day }
                view.unread.formUnion(look.unread)
            }
            asked.subtract(view.unread)
        }
        if !left.isEmpty { view.unread.formUnion(asked) }
        return view
    }

    private struct CommunityLook: Sendable {
        let community: CommunityID
        var votings: [CommunitiesView.Voting] = []
        var digest: Day?
        /// Services that did not say.
        var unread: Set<ServiceName> = []
    }

    private static func look(
        at community: CommunityID, of services: Set<ServiceName>, _ visitor: ServiceClient
    ) async throws -> CommunityLook {
        var look = CommunityLook(community: community)
        if services.contains(.ballots) {
            if let votings = try await reply({ try await uncounted(in: community, visitor) }).value {
                look.votings = votings
            } else {
                look.unread.insert(.ballots)
            }
        }
        if services.contains(.notices) {
            if let digests = try await reply({ try await newestDigest(of: community, visitor) }).value {
                look.digest = digests.first
            } else {
                look.unread.insert(.notices)
            }
        }
        return look
    }

    /// Of the latest assemblies those that are not counted: what was forgotten longer ago has been seen since.
    private static func uncounted(
        in community: CommunityID, _ visitor: ServiceClient
    ) async throws -> [CommunitiesView.Voting] {
        struct Page: Decodable {
            let assemblies: [Item]

            struct Item: Decodable {
                let code: String
                let state: String
                let closesAt: Timestamp
            }
        }
        struct Detail: Decodable {
            let course: Course

            struct Course: Decodable {
                let papersUntil: Timestamp
            }
        }
        let path: ResourcePath = "/v1/communities/\(community)/assemblies"
        let page = try await visitor.get(.ballots, path.query("limit", "20")).decode(Page.self)
        var votings: [CommunitiesView.Voting] = []
        for item in page.assemblies {
            let until: Timestamp
            switch item.state {
            case "open": until = item.closesAt
            case "awaitingPapers":
                let place: ResourcePath = "/v1/communities/\(community)/assemblies/\(item.code)"
                until = try await visitor.get(.ballots, place).decode(Detail.self).course.papersUntil
            default: continue
            }
            votings.append(CommunitiesView.Voting(community: community, assembly: item.code, until: until))
        }
        return votings
    }

    /// The day of the newest digest; none where there is none, or where notices has not heard of the community yet.
    private static func newestDigest(of community: CommunityID, _ visitor: ServiceClient) async throws -> [Day] {
        struct Page: Decodable {
            let digests: [Item]

            struct Item: Decodable {
                let day: Day
            }
        }
        let path: ResourcePath = "/v1/communities/\(community)/digests"
        do {
            return try await visitor.get(.notices, path.query("limit", "1")).decode(Page.self).digests.map(\.day)
        } catch let refusal as ServiceRefusal where refusal.status == 404 {
            return []
        }
    }
}
