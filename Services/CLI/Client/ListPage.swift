import ArgumentParser
import Model

/// Which page of a long list is asked for.
struct ListPage: ParsableArguments {
    @Option(help: "Go on where the page before ended: its `next`.")
    var cursor: String?

    @Option(help: "At most so many.")
    var limit: Int?
}

extension ResourcePath {
    /// The same path with the query that asks for a page.
    func page(_ page: ListPage) -> ResourcePath {
        query("cursor", page.cursor).query("limit", page.limit.map(String.init))
    }
}

extension GlobalOptions {
    /// Gets a page of a list, which is found below the community, such as `/orders`, and writes it.
    func show(
        _ page: ListPage, of name: String, from service: ServiceName, _ path: ResourcePath, _ columns: [Table.Column]
    ) async throws {
        let community = try requireCommunity()
        let whole = ResourcePath("/v1/communities/\(community)").appending(path).page(page)
        let answer = try await client().get(service, whole)
        if page.cursor == nil { try await check(community, whereEmpty: answer.json()[name]) }
        try output.render(page: answer, of: name, columns)
    }
}

extension Output {
    /// Writes a page of a list, and tells where the next one begins.
    ///
    /// - Parameters:
    ///   - page: a service's answer.
    ///   - name: what the service calls the list, such as `notices`.
    ///   - columns: what a table shows of an entry.
    /// - Throws: `UnexpectedAnswer` when the answer is no JSON.
    func render(page: Answer, of name: String, _ columns: [Table.Column]) throws {
        try render(page) { Table($0[name].items, columns) }
        if let next = try page.json()["next"].string { Self.talk("There are more: --cursor \(next)") }
    }

    /// Writes a list that was put together of all its pages.
    func render(_ list: PagedList, _ columns: [Table.Column]) throws {
        try render(list) { Table(list.items, columns) }
    }
}
