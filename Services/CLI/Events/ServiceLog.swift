import Model

/// What a service has recorded, read on and on: of one shard, of one community, or of all shards.
struct ServiceLog {
    var client: ServiceClient
    let service: ServiceName
    let community: CommunityID?
    let shards: [Shard]
    /// The positions to ask for next.
    private var places: [Shard: Int64] = [:]

    private static let pageSize = 500

    private struct Page: Decodable {
        let events: [JSONValue]
        let next: Int64
    }

    private struct Positions: Decodable {
        let recorded: [String: Int64]
    }

    init(client: ServiceClient, service: ServiceName, community: CommunityID?, shard: Shard?) {
        self.client = client
        self.service = service
        self.community = community
        shards = (community.map(Shard.init(of:)) ?? shard).map { [$0] } ?? Shard.all
    }

    /// Begins at a position of each shard.
    mutating func begin(at position: Int64) {
        for shard in shards { places[shard] = position }
    }

    /// The last events, in the order of their times where they are of several shards; afterwards come those after them.
    mutating func last(_ count: Int) async throws -> [JSONValue] {
        var events: [JSONValue] = []
        let heads = try await heads()
        for shard in shards {
            // Of an empty shard, and of one whose events are not wanted, the end is known already.
            guard count > 0, heads[shard.description] != nil else {
                places[shard] = heads[shard.description, default: 0] + 1
                continue
            }
            let page = try await page(of: shard, from: nil, limit: count)
            places[shard] = page.next
            events += page.events
        }
        // RFC 3339 of one offset and precision sorts as text; the order within a shard is kept.
        let sorted = events.enumerated().sorted { left, right in
            (left.element["time"].cell, left.offset) < (right.element["time"].cell, right.offset)
        }
        return sorted.suffix(count).map(\.element)
    }

    /// What has come since, a page of each shard; nothing when there is nothing new.
    ///
    /// - Throws: `ServiceRefusal`, `ServiceUnreachable`, `UnexpectedAnswer`.
    mutating func next() async throws -> [JSONValue] {
        let heads = try await heads()
        var events: [JSONValue] = []
        for shard in shards {
            // A community's page may be empty though the shard has grown; then the next page is asked for at once.
            while let place = places[shard], let head = heads[shard.description], place <= head {
                let page = try await page(of: shard, from: place, limit: Self.pageSize)
                guard page.next > place else {
                    throw UnexpectedAnswer(reason: "the events from \(place) of shard \(shard) on lead nowhere")
                }
                places[shard] = page.next
                events += page.events
                if !page.events.isEmpty { break }
            }
        }
        return events
    }

    private func heads() async throws -> [String: Int64] {
        try await client.get(service, "/v1/events/positions").decode(Positions.self).recorded
    }

    private func page(of shard: Shard, from: Int64?, limit: Int) async throws -> Page {
        let path = ResourcePath("/v1/events").query("limit", String(limit)).query("from", from.map(String.init))
        let place =
            community.map { path.query("community", $0.description) } ?? path.query("shard", shard.description)
        return try await client.get(service, place).decode(Page.self)
    }
}
