import Foundation
import Model
import Testing

@testable import Ballots

@Suite struct ProxyTests {
    private static let (owner, coOwner, holder, stranger) = (
        OwnerID(UUID()), OwnerID(UUID()), OwnerID(UUID()), OwnerID(UUID())
    )

    private func refusal(
        holder: OwnerID = Self.holder, writtenOn: String = "2023-07-10", isPropertyStaff: Bool = false,
        standing: Bool = false, held: Int64 = 2, hasVoted: Bool = false, principal: OwnerID? = nil,
        recorder: Person? = nil, limit: Int64 = 3
    ) throws -> BallotsError? {
        let authority = Samples.digest("paper")
        let proposal = ProxyProposal(
            unit: try UnitCode(parsing: "1-1-101"), proxy: WrittenProxy(holder: holder, authority: authority),
            writtenOn: try Day(parsing: writtenOn), isPropertyStaff: isPropertyStaff)
        let grounds = ProxyGrounds(
            owners: [Self.owner, Self.coOwner], voter: Self.owner,
            standing: standing ? WrittenProxy(holder: Self.stranger, authority: authority) : nil, held: held,
            hasVoted: hasVoted)
        do {
            try proposal.check(
                grounds, isPrincipal: principal != nil,
                recorder: recorder ?? Person(subject: principal?.description ?? "scrutineer-1"), limit: limit,
                lastDay: try Day(parsing: "2023-07-10"))
            return nil
        } catch let error as BallotsError {
            return error
        }
    }

    @Test func `whoever votes for the unit, or a scrutineer with the paper, may name a holder`() throws {
        #expect(try refusal() == nil)
        #expect(try refusal(principal: Self.owner) == nil)
        let unit = try UnitCode(parsing: "1-1-101")
        #expect(try refusal(principal: Self.coOwner) == .notYourUnit(unit))
        #expect(try refusal(principal: Self.holder) == .notYourUnit(unit), "nobody passes a proxy on (R-M-23)")
    }

    @Test func `the property company's staff, owners of the unit and a second holder are refused`() throws {
        let unit = try UnitCode(parsing: "1-1-101")
        #expect(try refusal(isPropertyStaff: true) == .proxyExcluded)
        #expect(try refusal(holder: Self.coOwner) == .proxyOfOneself(unit))
        #expect(try refusal(standing: true) == .proxyStands(unit))
        #expect(try refusal(hasVoted: true) == .principalVoted(unit))
        #expect(try refusal(writtenOn: "2023-07-11") == .proxyWrittenLate(try Day(parsing: "2023-07-10")))
    }

    @Test func `nobody records an authority to themselves, under whichever id`() throws {
        let holder = Self.holder.description
        for recorder in [Person(subject: holder), Person(subject: "s", account: "a", owners: [holder])] {
            #expect(try refusal(recorder: recorder) == .proxyToRecorder)
            #expect(try refusal(holder: Self.stranger, recorder: recorder) == nil)
        }
    }

    @Test(
        arguments: [(0, 0, false), (0, 1, true), (2, 3, true), (3, 3, false), (4, 3, false)] as [(Int64, Int64, Bool)])
    func `a holder votes for as many owners as the rules allow`(_ held: Int64, _ limit: Int64, _ isAllowed: Bool) throws
    {
        #expect(try refusal(held: held, limit: limit) == (isAllowed ? nil : .proxyLimit(limit)))
    }

    @Test func `a pack that says nothing lets nobody vote for others`() throws {
        #expect(try Samples.rules([.proxyLimit: nil]).proxyLimit == 0)
    }
}
