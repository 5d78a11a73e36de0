import Model

/// An event that a service could not apply, as the service lists it.
struct ParkedEvent: Decodable {
    let source: ServiceName
    let shard: Shard
    let position: Int64
    let community: CommunityID
    let subject: String

    private enum CodingKeys: CodingKey { case source, shard, position, community, subject }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        source = try container.decode(ServiceName.self, forKey: .source)
        let number = try container.decode(Int32.self, forKey: .shard)
        guard let shard = Shard(number) else {
            throw DecodingError.dataCorruptedError(
                forKey: .shard, in: container, debugDescription: "no shard \(number)")
        }
        self.shard = shard
        position = try container.decode(Int64.self, forKey: .position)
        community = try container.decode(CommunityID.self, forKey: .community)
        subject = try container.decode(String.self, forKey: .subject)
    }

    /// All that a service has parked, as it answers and as values.
    static func list(of service: ServiceName, _ client: ServiceClient) async throws -> [ParkedEvent] {
        try await client.get(service, "/v1/events/parked").decode([ParkedEvent].self)
    }
}

/// There is nothing parked as it was named.
struct NothingParked: ExitStatusError {
    let wanted: String

    var exitStatus: ExitStatus { .refused }
    var message: String { "\(wanted) is not parked; see tongti events parked." }
}
