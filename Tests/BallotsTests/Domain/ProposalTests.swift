import Model
import Testing

@testable import Ballots

@Suite struct ProposalTests {
    private let now = Timestamp(microseconds: 1_700_000_000_000_000)

    private func proposal(
        title: String = "2023 年电梯大修", closesAfter seconds: Int64 = 60, _ items: [AgendaItem]
    ) throws -> Proposal {
        Proposal(
            assembly: try AssemblyID(parsing: "2023-lifts"), title: title,
            closesAt: Timestamp(microseconds: now.microseconds + seconds * 1_000_000), items: items)
    }

    private func faults(_ proposal: Proposal) -> [ProposalFault] {
        do throws(BallotsError) {
            _ = try proposal.convene(at: now, today: now.day)
            return []
        } catch {
            guard case .proposal(let faults) = error else { return [] }
            return faults
        }
    }

    @Test func `a sound proposal becomes the announced assembly`() throws {
        let proposal = try proposal([try Samples.item("overhaul", .raiseFund, try Samples.collect())])

        let convened = try proposal.convene(at: now, today: now.day)

        #expect(convened.items == proposal.items)
        #expect(convened.closesAt == proposal.closesAt)
    }

    @Test(arguments: MatterKind.allCases)
    func `three quarters collect money, a majority of the right kind spends it`(_ kind: MatterKind) throws {
        let collect = faults(try proposal([try Samples.item("a", kind, try Samples.collect())]))
        let spend = faults(try proposal([try Samples.item("a", kind, try Samples.spend())]))

        let strict: Set<MatterKind> = [.raiseFund, .rebuild, .changeOfUse]
        #expect(collect.isEmpty == strict.contains(kind))
        #expect(spend.isEmpty == strict.union([.useFund]).contains(kind))
    }

    @Test func `every fault is named with its field at once`() throws {
        let item = try Samples.item("a", .other, try Samples.collect([], rate: "0"))
        let blank = AgendaItem(item: item.item, title: " ", kind: .other)

        let found = faults(try proposal(title: "", closesAfter: 0, [item, blank]))

        #expect(
            found.map(\.field) == [
                "title", "closesAt", "items[0].kind", "items[0].mandate.scope.buildings", "items[0].mandate.rate",
                "items[1].code", "items[1].title",
            ])
    }

    @Test(arguments: [
        ("a\u{202E}b", ProposalFault.Reason.invisibleCharacter), ("\u{2067}a", .invisibleCharacter),
        ("a\u{200B}b", .invisibleCharacter), ("a\u{2028}b", .invisibleCharacter), ("a\u{3164}", .invisibleCharacter),
        ("a\tb", .controlCharacter), ("\u{200B}", .empty), ("\u{301}", .empty), ("\u{3000}", .empty),
    ])
    func `a title turns nothing round, and something is seen of it`(
        title: String, reason: ProposalFault.Reason
    ) throws {
        let item = try Samples.item("overhaul", .raiseFund, try Samples.collect())
        #expect(faults(try proposal(title: title, [item])) == [ProposalFault("title", reason)])
        var other = Terms()
        other.documents = [AttachedDocument(title: title, sha256: Digest256(of: Array("a".utf8)))]
        #expect(
            other.faults(for: try AssemblyID(parsing: "a"), closesAt: now, items: [item], today: now.day)
                == [ProposalFault("documents[0].title", reason)])
    }

    @Test(arguments: ["𬎆·𠮷", "葛\u{E0100}城", "བཀྲ་ཤིས", "ئابدۇ·رېشىت", "更换电梯（一期）", "Cafe\u{301}"])
    func `a title may have any letter that can be seen`(title: String) throws {
        #expect(faults(try proposal(title: title, [try Samples.item("a", .raiseFund, try Samples.collect())])).isEmpty)
    }

    @Test func `a mandate's price and cap have bounds that the answer names`() throws {
        func found(_ kind: MatterKind, _ mandate: Mandate) throws -> [ProposalFault] {
            faults(try proposal([try Samples.item("a", kind, mandate)]))
        }
        let (rate, cap) = ("items[0].mandate.rate", "items[0].mandate.cap")
        #expect(try found(.raiseFund, Samples.collect(rate: "10000")).isEmpty)
        #expect(
            try found(.raiseFund, Samples.collect(rate: "10000.0001"))
                == [ProposalFault(rate, .dearerThan(.commandLimit))])
        #expect(try found(.useFund, Samples.spend(cap: "100000000000.00")).isEmpty)
        #expect(
            try found(.useFund, Samples.spend(cap: "100000000000.01"))
                == [ProposalFault(cap, .moreThan(.commandLimit))])
        let negative = Mandate.spend(Mandate.Spend(cap: Money(fen: -1), scope: .community))
        #expect(try found(.useFund, negative) == [ProposalFault(cap, .zero)])

        let phrase = ProposalFault.Reason.dearerThan(.commandLimit).phrase
        #expect(phrase == Phrase(zh: "每平方米最多 10000.00 元", en: "must not be more than 10000.00 yuan per m²"))
    }

    @Test(arguments: WorkKind.allCases, WorkClass.allCases)
    func `works that need a supervisory inspection carry no class that goes without one`(
        work: WorkKind, workClass: WorkClass
    ) throws {
        let mandate = try Samples.collect(releases: Mandate.Works(work: work, workClass: workClass))
        let isWrong =
            [WorkKind.alteration, .replacement, .addition].contains(work)
            && [WorkClass.generalRepair, .maintenance].contains(workClass)

        let found = faults(try proposal([try Samples.item("a", .raiseFund, mandate)]))

        #expect(found == (isWrong ? [ProposalFault("items[0].mandate.releases.workClass", .uninspected)] : []))
    }

    @Test(
        arguments: [
            (["a"], nil), (["2023-lifts", "b"], nil), ([], .empty), (["a", "b", "a"], .repeated),
        ] as [([String], ProposalFault.Reason?)])
    func `a mandate to merge names communities, each once`(codes: [String], reason: ProposalFault.Reason?) throws {
        let mandate = Mandate.mergeCommunities(
            Mandate.MergeCommunities(from: try codes.map { try CommunityID(parsing: $0) }))

        let found = faults(try proposal([try Samples.item("a", .other, mandate)]))

        #expect(found == (reason.map { [ProposalFault("items[0].mandate.from", $0)] } ?? []))
    }

    @Test func `the campaign whose money may be spent is one that an item opens`() throws {
        func spend(_ campaign: CampaignID) throws -> AgendaItem {
            try Samples.item(
                "b", .useFund,
                .spend(Mandate.Spend(cap: Money(fen: 1), scope: .community, campaign: campaign)))
        }
        let collect = try Samples.item("a", .raiseFund, try Samples.collect())
        let own = try #require(try proposal([collect]).campaigns.first)
        let other = try CampaignID(parsing: "earlier-raise")

        #expect(faults(try proposal([collect, try spend(own)])).isEmpty)
        #expect(
            faults(try proposal([collect, try spend(other)]))
                == [ProposalFault("items[1].mandate.campaign", .unknownCampaign)])
        let among = try proposal([collect, try spend(other)])
        #expect(among.spentCampaigns == [other])
        _ = try among.convene(at: now, today: now.day, campaigns: [other: try Samples.collect()])
        #expect(throws: BallotsError.proposal([ProposalFault("items[1].mandate.campaign", .unknownCampaign)])) {
            try among.convene(at: now, today: now.day, campaigns: [other: try Samples.spend()])
        }
    }

    @Test(
        arguments: [
            (nil, nil, true), (nil, ["1", "2"], true), (["1"], nil, false), (["1"], ["1", "2"], false),
            (["1", "2"], ["2", "1"], true), (["1", "2"], ["1"], true),
        ] as [([String]?, [String]?, Bool)])
    func `what another assembly collects is spent by a vote that leaves out no building which pays`(
        scope: [String]?, paying: [String]?, isAllowed: Bool
    ) throws {
        func buildings(_ codes: [String]?) throws -> [BuildingCode]? {
            try codes?.map { try BuildingCode(parsing: $0) }
        }
        let other = try CampaignID(parsing: "earlier-raise")
        let spend = Mandate.Spend(
            cap: Money(fen: 1), scope: Mandate.Scope(buildings: try buildings(scope)), campaign: other)
        let proposal = try proposal([try Samples.item("a", .useFund, .spend(spend))])
        let campaigns = [other: try Samples.collect(try buildings(paying))]

        if isAllowed {
            _ = try proposal.convene(at: now, today: now.day, campaigns: campaigns)
        } else {
            let fault = ProposalFault("items[0].mandate.scope.buildings", .leavesOutPayers)
            #expect(throws: BallotsError.proposal([fault])) {
                try proposal.convene(at: now, today: now.day, campaigns: campaigns)
            }
        }
    }

    @Test func `an assembly that collects may allow to spend that money in a part of its buildings`() throws {
        let (one, two) = (try BuildingCode(parsing: "1"), try BuildingCode(parsing: "2"))
        let collect = try Samples.item("a", .raiseFund, try Samples.collect([one, two]))
        let own = try #require(try proposal([collect]).campaigns.first)
        let spend = Mandate.Spend(cap: Money(fen: 1), scope: Mandate.Scope(buildings: [one]), campaign: own)

        #expect(faults(try proposal([collect, try Samples.item("b", .useFund, .spend(spend))])).isEmpty)
    }

    @Test func `an agenda has between one and forty items`() throws {
        let many = try (0...Proposal.itemLimit).map { try Samples.item("i\($0)", .other) }

        #expect(faults(try proposal([])) == [ProposalFault("items", .empty)])
        #expect(faults(try proposal(many)) == [ProposalFault("items", .tooMany(limit: Proposal.itemLimit))])
        #expect(faults(try proposal(Array(many.dropLast()))).isEmpty)
    }

    @Test func `codes that no campaign can be named after are refused`() throws {
        let item = try Samples.item(String(repeating: "x", count: 64), .raiseFund, try Samples.collect())

        #expect(faults(try proposal([item])) == [ProposalFault("items[0].code", .codesTooLong)])
    }

    @Test func `a name that another campaign has is refused for an item that collects`() throws {
        let collecting = try Samples.item("a", .raiseFund, try Samples.collect())
        let other = try Samples.item("b", .useFund, try Samples.spend())
        let proposal = try proposal([collecting, other])
        let name = try CampaignID(parsing: "2023-lifts-a")

        #expect(proposal.campaigns == [name])
        #expect(throws: BallotsError.proposal([ProposalFault("items[0].code", .campaignTaken(name))])) {
            try proposal.convene(at: now, today: now.day, campaigns: [name: try Samples.spend()])
        }
        #expect(throws: Never.self) {
            try proposal.convene(
                at: now, today: now.day,
                campaigns: [try CampaignID(parsing: "2023-lifts-b"): try Samples.collect()])
        }
    }
}
