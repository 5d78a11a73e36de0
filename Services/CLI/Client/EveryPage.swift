import Model

/// A list that a service answers in pages, put together.
struct PagedList: Encodable {
    /// What the service calls the list, such as `transfers`.
    let name: String
    var items: [JSONValue] = []

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: MemberName.self)
        try container.encode(items, forKey: MemberName(stringValue: name))
    }
}

extension ServiceClient {
    /// Asks for one page after the other until there is no more.
    ///
    /// - Throws: `ServiceRefusal`, `ServiceUnreachable`.
    func everyPage(_ service: ServiceName, _ path: ResourcePath, of name: String) async throws -> PagedList {
        var list = PagedList(name: name)
        var cursor: String?
        repeat {
            let page = try await get(service, path.query("limit", "500").query("cursor", cursor)).json()
            list.items += page[name].items
            cursor = page["next"].string
        } while cursor != nil
        return list
    }
}
