import Foundation
import Model
import Testing

@testable import ServiceRuntime

/// What a token says of the person behind its subject.
struct TokenPersonTests {
    private static let account = "0b7f6c1e-0000-4000-8000-00000000000a"
    private static let (near, far) = (OwnerID(UUID()), OwnerID(UUID()))

    private func caller(_ tokens: TestTokens, _ bearer: String) async throws -> Caller {
        try await tokens.verifier.verify(String(bearer.dropFirst("Bearer ".count)), authorization: bearer)
    }

    @Test func `two subjects of one account are one person, and know each other`() async throws {
        let tokens = try await TestTokens()
        let owners = [Self.near.description, Self.far.description]
        let callers = try await [
            caller(tokens, tokens.bearer(owners[0], account: Self.account, owners: owners)),
            caller(tokens, tokens.bearer(owners[1], account: Self.account, owners: owners)),
            caller(tokens, tokens.bearer(Self.account, account: Self.account, owners: owners)),
        ]
        #expect(callers.map(\.subject) == owners + [Self.account])
        for caller in callers {
            #expect(caller.person.id == Self.account)
            #expect(caller.person.isCalled(Self.near) && caller.person.isCalled(Self.far))
            #expect(caller.person.isCalled(Self.account.uppercased()))
            #expect(!caller.person.isCalled(OwnerID(UUID())) && !caller.person.isCalled(""))
        }
    }

    @Test func `whoever has shown the same document is known, and nobody acts for them by it`() async throws {
        let tokens = try await TestTokens()
        let (own, twin) = (Self.near.description, Self.far.description)
        let former = OwnerID(UUID())
        let person = try await caller(
            tokens, tokens.bearer(own, account: Self.account, owners: [own, former.description], alike: [twin])
        ).person
        #expect(person.isCalled(Self.near) && person.isCalled(former) && person.isCalled(Self.far))
        #expect(person.owners == [Self.near, former])
        #expect(person.acts(for: Self.near) && person.acts(for: former) && !person.acts(for: Self.far))
    }

    @Test func `where a token names no account, its subject is somebody by themselves`() async throws {
        let tokens = try await TestTokens()
        let caller = try await caller(tokens, tokens.bearer("Scrutineer-1"))
        #expect(caller.person == Person(subject: "Scrutineer-1"))
        #expect(caller.person.id == "Scrutineer-1" && caller.person.isCalled("scrutineer-1"))
    }

    @Test func `who works for a property company does so without the role as well`() async throws {
        let tokens = try await TestTokens()
        let (jinhua, runfeng) = (try CommunityID(parsing: "jinhua"), try CommunityID(parsing: "runfeng"))
        let owner = try await caller(tokens, tokens.bearer(roles: ["jinhua": [.owner]], propertyStaff: [jinhua]))
        #expect(owner.isPropertyStaff(in: jinhua) && !owner.has(.property, in: jinhua))
        #expect(!owner.isPropertyStaff(in: runfeng))
        let staff = try await caller(tokens, tokens.bearer(roles: ["runfeng": [.property]]))
        #expect(staff.isPropertyStaff(in: runfeng) && !staff.isPropertyStaff(in: jinhua))
    }
}
