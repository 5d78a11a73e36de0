import Model
import Testing

@testable import tongti

/// Long lists that are put together of pages, also where those make no sense.
@Suite(.timeLimit(.minutes(1))) struct PagingTests {
    private static func page(_ person: Int, next: String?) -> String {
        let next = next.map { #", "next": "\#($0)""# } ?? ""
        return StubGateway.done(#"{"people": [{"person": "\#(person)"}]\#(next)}"#)
    }

    private func client(_ url: String) -> ServiceClient {
        ServiceClient(DistrictAddress(url: url, internalKeyFile: nil))
    }

    @Test func `a list is all its pages to the last`() async throws {
        let pages = [Self.page(1, next: "a"), Self.page(2, next: "b"), Self.page(3, next: nil)]
        try await StubGateway.answering(pages) { url in
            let list = try await client(url).everyPage(.registry, "/v1/people", of: "people")

            #expect(list.items.map { $0["person"].cell } == ["1", "2", "3"])
        }
    }

    @Test func `a page that leads back to one that was seen is not followed for ever`() async throws {
        let pages = [Self.page(1, next: "a"), Self.page(2, next: "b"), Self.page(3, next: "a")]
        try await StubGateway.answering(pages) { url in
            let error = await #expect(throws: UnexpectedAnswer.self) {
                _ = try await client(url).everyPage(.registry, "/v1/people", of: "people")
            }
            #expect(error?.exitStatus == .refused)
        }
    }

    @Test func `an answer without the list is no empty list`() async throws {
        try await StubGateway.answering([StubGateway.done(#"{"welcome": "to another site"}"#)]) { url in
            await #expect(throws: UnexpectedAnswer.self) {
                _ = try await client(url).everyPage(.registry, "/v1/people", of: "people")
            }
        }
    }

    @Test func `parked events that come again and again are not collected for ever`() async throws {
        let page = StubGateway.done(
            """
            [{"source": "ballots", "shard": 3, "position": 7, "community": "hutong", "subject": "campaign/1"}]
            """)
        try await StubGateway.answering([page, page]) { url in
            await #expect(throws: UnexpectedAnswer.self) { _ = try await ParkedEvent.list(of: .funds, client(url)) }
        }
    }

    @Test func `a log whose next page begins where this one does is not read for ever`() async throws {
        let answers = [#"{"recorded": {"3": 9}}"#, #"{"events": [], "next": 5}"#].map(StubGateway.done)
        let shard = try #require(Shard(3))
        try await StubGateway.answering(answers) { url in
            var log = ServiceLog(client: client(url), service: .funds, community: nil, shard: shard)
            log.begin(at: 5)
            do {
                _ = try await log.next()
                Issue.record("a page that leads nowhere is told")
            } catch is UnexpectedAnswer {}
        }
    }
}
