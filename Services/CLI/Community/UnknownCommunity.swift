import Model

extension GlobalOptions {
    /// Refuses a community that is none, after a service answered with a list in which nothing is.
    ///
    /// Of a community that was registered a moment ago a service may not have heard, and has nothing either: the
    /// registry alone knows that there is none. Where it is away for the moment the list stands, and that is told.
    ///
    /// - Throws: `ServiceRefusal` where there is no such community.
    func check(_ community: CommunityID, whereEmpty list: JSONValue) async throws {
        guard list == .array([]) else { return }
        do {
            let registry = try visitor(attemptLimit: ServiceClient.momentLimit)
            _ = try await registry.get(.registry, "/v1/communities/\(community)")
        } catch let error as any Repeatable where error.isWorthRepeating {
            Output.talk("Whether there is a community \(community) could not be asked: \(error.message)")
        }
    }
}
