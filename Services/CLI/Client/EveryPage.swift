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
    /// - Throws: `ServiceRefusal`, `ServiceUnreachable`; `UnexpectedAnswer` where a page has no such list, or leads back
    ///   to one that was seen.
    func everyPage(_ service: ServiceName, _ path: ResourcePath, of name: String) async throws -> PagedList {
        var list = PagedList(name: name)
        var way = PageWay()
        var cursor: String?
        repeat {
            let page = try await get(service, path.query("limit", "500").query("cursor", cursor)).json()
            guard case .array(let items) = page[name] else {
                throw UnexpectedAnswer(reason: "it has no list of \(name)")
            }
            list.items += items
            cursor = page["next"].string
            if let cursor { try way.go(to: cursor) }
        } while cursor != nil
        return list
    }
}

/// The pages of a list that were seen: who is led back to one of them would never come to the end.
struct PageWay {
    private var seen: Set<String> = []

    /// - Throws: `UnexpectedAnswer` where it was seen.
    mutating func go(to cursor: String) throws {
        guard seen.insert(cursor).inserted else {
            throw UnexpectedAnswer(reason: "the page at \(cursor) comes a second time")
        }
    }
}
