import Model
import Pages
import Testing

@testable import Notices

@Suite struct DomainTests {
    private let today = Samples.day("2023-07-17")

    @Test func `by the clock every ended day has its digest, but not those of long ago`() {
        func ended(after last: String?) -> [String] {
            DigestDays.ended(after: last.map(Samples.day), today: today).map(\.description)
        }
        #expect(ended(after: nil) == ["2023-07-16"])
        #expect(ended(after: "2023-07-16") == [])
        #expect(ended(after: "2023-07-17") == [])
        #expect(ended(after: "2023-07-13") == ["2023-07-14", "2023-07-15", "2023-07-16"])
        #expect(ended(after: "2022-01-01").count == 31)
        #expect(ended(after: "2022-01-01").first == "2023-06-16")
    }

    @Test func `in a scenario only the day that was lived ends`() {
        #expect(DigestDays.ended(scenarioDay: nil, next: today) == [])
        #expect(DigestDays.ended(scenarioDay: today, next: today) == [])
        #expect(DigestDays.ended(scenarioDay: today, next: today.advanced(by: -1)) == [])
        #expect(DigestDays.ended(scenarioDay: today, next: today.advanced(by: 90)) == [today])
    }

    @Test func `a lift's stage is the last step that was taken`() {
        var steps = LiftStage.Steps()
        #expect(LiftStage(steps: steps) == .held)
        steps.releasedOn = today
        #expect(LiftStage(steps: steps) == .released(on: today))
        steps.startedOn = today
        #expect(LiftStage(steps: steps) == .underWork(since: today))
        (steps.inspectedOn, steps.inspection) = (today, .failed)
        #expect(LiftStage(steps: steps) == .inspectionFailed(on: today))
        steps.inspection = .passed
        #expect(LiftStage(steps: steps) == .inspectionPassed(on: today))
        #expect(LiftStage(steps: steps).isOutOfUse)
        steps.returnedOn = today
        #expect(LiftStage(steps: steps) == .returned(on: today))
        #expect(!LiftStage(steps: steps).isOutOfUse)
    }

    @Test func `of a lift that cannot be used the board says so in words, and not by a colour alone`() {
        func words(_ stage: LiftStage, isBuilt: Bool) -> Phrase {
            Phrase { $0.stage(stage, work: .replacement, isBuilt: isBuilt) }
        }
        for stage in [LiftStage.underWork(since: today), .inspectionFailed(on: today)] {
            let (there, added) = (words(stage, isBuilt: true), words(stage, isBuilt: false))
            #expect(there.zh.hasSuffix("，暂停使用") && there.en.hasPrefix("Out of use, "))
            #expect(added.zh.hasSuffix("，尚未投入使用") && added.en.hasPrefix("Not in use yet, "))
        }
    }

    @Test func `payments add up by building and day, and the last one says how the building stands`() throws {
        let collection = try Collection(
            Story.payments.compactMap { $0 as? PaymentRecorded } + [
                Story.payment(5, "1", "0.01", "2023-04-14", counted: "3586.00", total: "3793.01", paid: 2)
            ])
        let key = Collection.Key(
            campaign: Samples.campaign, building: Samples.building("1"), day: Samples.day("2023-04-14"))
        #expect(collection.days.count == 4)
        #expect(collection.days[key] == Collection.Sum(received: Samples.money("2000.01"), payments: 2, paidUnits: 1))
        let building = Collection.Building(campaign: Samples.campaign, building: Samples.building("1"))
        #expect(collection.buildings[building]?.received == Samples.money("3793.01"))
    }

    @Test func `sums that are too large are refused`() {
        let payment = Story.payment(1, "1", "92233720368547758.00", "2023-04-14", counted: "0", total: "0", paid: 0)
        #expect(throws: ArithmeticOverflow.self) { try Collection([payment, payment]) }
    }

    @Test func `a decision that did not come about says why`() throws {
        let result = ItemResult(
            electorate: Samples.electorate, inFavour: Samples.weight(1_00, 1), against: .zero, abstained: .zero,
            outcome: .notQuorate)
        let announcement = try BallotAnnouncements.notPassed(
            ResolutionNotPassed(
                assembly: Samples.assembly, item: Samples.item, title: "自筹", kind: .raiseFund, result: result))
        #expect(announcement.title == Phrase(zh: "未形成有效决定：自筹", en: "No valid decision: 自筹"))
        #expect(announcement.text.zh.hasPrefix("参与表决 1 人（占总人数 25.0%）"))
    }

    @Test func `that works may begin is not said to be by an amount, since households may be what counts`() {
        let funded = FundAnnouncements.funded(
            BuildingFunded(
                campaign: Samples.campaign, building: Samples.building("1"), due: Samples.money("3586.00"),
                counted: Samples.money("1700.00"), fundedOn: today))
        #expect(funded.title == Phrase(zh: "1号楼筹集达到开工条件", en: "Building 1: enough is paid for works to begin"))
        let released = WorkAnnouncements.released(
            OrderReleased(order: Samples.order, lift: Samples.lifts[0], cause: .buildingFunded, releasedOn: today),
            work: .overhaul)
        #expect(released.text.zh == "本楼筹集已达到开工条件，自2023年7月17日起可以开始大修。")
        #expect(released.text.en == "Enough is paid in the building; the overhaul may begin from 17 July 2023.")
    }

    @Test func `one owner and many are counted as English does`() {
        func opened(_ heads: Int64) -> String {
            BallotAnnouncements.opened(
                AssemblyOpened(
                    assembly: Samples.assembly, electorate: Samples.weight(350_00, heads), rollHash: Digest256(of: [1]),
                    rollPosition: 9, rulesHash: Digest256(of: [2])), title: "大修"
            ).text.en
        }
        #expect(opened(1).hasPrefix("1 owner with 350.00 m² may vote. "))
        #expect(opened(4).hasPrefix("4 owners with 350.00 m² may vote. "))
    }

    @Test func `what a mandate allows is said in one sentence`() {
        let sentence = BallotAnnouncements.sentence(.collect(Samples.mandate))
        #expect(sentence.zh == "全小区按房产证面积每平方米 17.93 元筹集；一栋楼收到应缴款的 50%，即可开始本楼的电梯大修。")
        let spend = BallotAnnouncements.sentence(
            .spend(
                Mandate.Spend(
                    cap: Samples.money("900000"), scope: Mandate.Scope(buildings: [Samples.building("1")]))))
        #expect(spend == Phrase(zh: "为1号楼支出不超过 900,000.00 元。", en: "At most ¥900,000.00 may be spent for Building 1."))
    }

    @Test(
        arguments: [
            (
                .spend(Mandate.Spend(cap: Samples.money("900000"), scope: .community, campaign: Samples.campaign)),
                MandateNames(campaign: "电梯大修筹集"), "从“电梯大修筹集”的款项中支出不超过 900,000.00 元。",
                "At most ¥900,000.00 of the collection \"电梯大修筹集\" may be spent."
            ),
            (
                .spend(Mandate.Spend(cap: Samples.money("900000"), scope: .community, campaign: Samples.campaign)),
                MandateNames(), "从决定指明的筹集款中支出不超过 900,000.00 元。",
                "At most ¥900,000.00 of the collection that the decision names may be spent."
            ),
            (
                .seatCommittee(Mandate.SeatCommittee(body: Samples.parsed("committee-2023"))), MandateNames(),
                "当选人组成业主委员会。", "Those elected form the owners' committee."
            ),
            (
                .seatCommittee(
                    Mandate.SeatCommittee(body: Samples.parsed("pmc"), bodyKind: .propertyManagementCommittee)),
                MandateNames(), "当选人组成物业管理委员会。", "Those elected form the property management committee."
            ),
            (
                .mergeCommunities(
                    Mandate.MergeCommunities(from: [Samples.parsed("yanye"), Samples.parsed("yaocai")])),
                MandateNames(communities: [Samples.parsed("yanye"): "盐业小区"]), "将合并为一个物业管理区域，涉及盐业小区、yaocai。",
                "Communities become one management area, among them 盐业小区, yaocai."
            ),
        ] as [(Mandate, MandateNames, String, String)])
    func `what a mandate names is called by its name and not by its code`(
        _ mandate: Mandate, _ names: MandateNames, _ chinese: String, _ english: String
    ) {
        #expect(BallotAnnouncements.sentence(mandate, names: names) == Phrase(zh: chinese, en: english))
    }
}
