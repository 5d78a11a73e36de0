import Foundation
import Model

/// One instance of every event there is, with every field set.
///
/// Their bytes are the golden files.
enum EventSamples {
    static func all() throws -> [any DistrictEvent] {
        let assembly = try AssemblyID(parsing: "2023-lifts")
        let item = try ItemID(parsing: "1")
        let campaign = try CampaignID(assembly: assembly, item: item)
        let three = try BuildingCode(parsing: "3")
        let lift = try LiftCode(parsing: "3-1-A")
        let order = try OrderID(campaign: campaign, lift: lift)
        let day = try Day(parsing: "2023-05-04")
        let time = try Timestamp(parsing: "2023-05-04T20:00:00.250000+08:00")
        let owner = try OwnerID(parsing: "0190a0b1-c2d3-7e4f-8a5b-6c7d8e9f0a1b")
        let works = Mandate.Works(work: .overhaul, workClass: .majorRepair)
        let collect = Mandate.Collect(
            rate: try UnitPrice(parsing: "17.93"), scope: .community, threshold: try Ratio(1, 2), basis: .amount,
            releases: works)
        let weight = Weight(area: try Area(parsing: "88.50"), heads: 1)
        let result = ItemResult(
            electorate: weight, inFavour: weight, against: .zero, abstained: .zero, silent: .zero,
            returnedInvalid: .zero, outcome: .passed,
            election: ElectionResult(
                elected: [try CandidateCode(parsing: "c01")], alternates: [],
                candidates: [.init(candidate: try CandidateCode(parsing: "c01"), votes: weight)]))
        let digest = Digest256(of: Array("tongti".utf8))
        let money = try Money(parsing: "1586.81")
        let events: [any DistrictEvent] = [
            CommunityRegistered(name: "润枫欣尚", jurisdiction: "beijing", fundStatus: .none, parkingCounts: false),
            RulesAdopted(pack: try pack(), hash: try pack().hash()),
            UnitsRecorded(units: [
                UnitRecord(
                    unit: try UnitCode(parsing: "3-1-1502"), floor: "15", area: try Area(parsing: "88.50"),
                    use: .dwelling,
                    ownerKind: .person, owners: [owner], voter: owner)
            ]),
            UnitsRemoved(units: [try UnitCode(parsing: "3-1-1503")]),
            RollRecorded(units: 1080, countedArea: try Area(parsing: "91254.37"), heads: 1009, hash: digest),
            LiftRecorded(
                lift: lift, registrationCode: "31101011420110001", rescueCode: "110234", firstFloor: "B1",
                lastFloor: "28",
                skips: ["13"], installedOn: try Day(parsing: "2011-09-01"), nextInspectionOn: day, maintainer: "某电梯公司"),
            DayStarted(day: day),
            OwnershipTransferred(unit: try UnitCode(parsing: "3-1-1502"), from: [owner], to: [owner], on: day),
            ManagementModeSet(
                mode: .entrusted, manager: "府东社区", since: day, until: try Day(parsing: "2024-05-04"),
                basis: "街道 2023-5"),
            CommunityMerged(
                into: try CommunityID(parsing: "xinyi"), on: day, basis: "街道 2023-6",
                renamed: [RenamedBuilding(before: three, after: three)]),
            CommunitiesJoined(from: [try CommunityID(parsing: "yanye")], on: day, basis: "街道 2023-6"),
            AssemblyConvened(
                assembly: assembly, title: "电梯大修", closesAt: time,
                items: [
                    AgendaItem(
                        item: item, title: "筹集", kind: .raiseFund, mandate: .collect(collect), form: .resolution,
                        alsoKinds: [.rebuild], election: try election(owner), group: try GroupCode(parsing: "doors"),
                        share: try Ratio(1, 5))
                ], form: .written, convener: .committee, electorate: .buildings([three]), papersUntil: time,
                noticeOn: day,
                isInterim: false, revoteOf: assembly, documents: [AttachedDocument(title: "方案", sha256: digest)]),
            AssemblyExtended(assembly: assembly, closesAt: time, papersUntil: time, reason: "表决票不足"),
            AssemblyEffective(
                assembly: assembly, on: day, objections: 2, certificate: digest,
                certificateKey: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"),
            ObjectionUpheld(assembly: assembly, item: item, category: .counting, on: day),
            ResolutionSetAside(assembly: assembly, item: item, by: .court, document: digest, on: day),
            AssemblyOpened(
                assembly: assembly, electorate: weight, rollHash: digest, rollPosition: 12, rulesHash: digest),
            VoteAccepted(
                assembly: assembly, item: item, receipt: ReceiptID(owner.uuid), channel: .electronic, area: weight.area),
            AssemblyClosed(assembly: assembly, items: [CountedItem(item: item, result: result)]),
            ResolutionPassed(
                assembly: assembly, item: item, title: "筹集", kind: .raiseFund,
                mandate: .spend(
                    Mandate.Spend(cap: money, scope: Mandate.Scope(buildings: [three]), campaign: campaign)),
                result: result),
            ResolutionNotPassed(assembly: assembly, item: item, title: "筹集", kind: .raiseFund, result: result),
            CampaignOpened(
                campaign: campaign, assembly: assembly, item: item, title: "筹集", mandate: collect, due: money,
                households: 1, buildings: [AssessedBuilding(building: three, units: 1, due: money, paidUnits: 1)],
                openedOn: day),
            PaymentRecorded(
                campaign: campaign, receipt: 7, building: three, amount: money, counted: money, completes: true,
                paidOn: day,
                progress: BuildingProgress(received: money, counted: money, paidUnits: 1)),
            PaymentReversed(
                campaign: campaign, receipt: 7, building: three, amount: money, counted: money, reopens: true,
                paidOn: day, reversedOn: day,
                progress: BuildingProgress(received: .zero, counted: .zero, paidUnits: 0), fullOn: day,
                stillFullOn: day),
            OverpaymentRefunded(
                campaign: campaign, refund: 1, building: three, amount: money, refundedOn: day,
                progress: BuildingProgress(received: money, counted: money, paidUnits: 1)),
            BuildingFunded(campaign: campaign, building: three, due: money, counted: money, fundedOn: day),
            AdvanceMade(
                campaign: campaign, advance: try AdvanceID(parsing: "advance-1"), lender: .propertyCompany,
                amount: money,
                agreedOn: day, lifts: [AdvancedLift(lift: lift, amount: money)]),
            AdvanceRepaid(
                campaign: campaign, advance: try AdvanceID(parsing: "advance-1"), repayment: "repayment-1",
                amount: money, owed: money, repaidOn: day),
            AdvanceReversed(
                campaign: campaign, advance: try AdvanceID(parsing: "advance-1"), amount: money, uncovered: [lift],
                reversedOn: day),
            PayoutMade(campaign: campaign, payout: "payout-1", order: order, amount: money, paidOn: day),
            OrderPlanned(order: order, campaign: campaign, lift: lift, works: works),
            OrderReleased(order: order, lift: lift, cause: .buildingFunded, releasedOn: day),
            OrderHeld(order: order, lift: lift, heldOn: day),
            OrderStarted(order: order, lift: lift, startedOn: day),
            InspectionRecorded(order: order, lift: lift, result: .passed, certificate: "TJ-2023-118", inspectedOn: day),
            LiftReturned(order: order, lift: lift, returnedOn: day),
            OrderCompleted(
                order: order, campaign: campaign, lift: lift, cost: money, report: "YS-2023-04", completedOn: day),
            NoticePosted(notice: 1, building: three, kind: "building-funded", postedOn: day, words: digest),
            DigestPublished(
                building: three, day: day,
                figures: DigestFigures(
                    units: 180, paidUnits: 91, newlyPaidUnits: 4, due: money, received: money, receivedToday: money,
                    lifts: 3,
                    liftsDone: 1, liftsUnderWork: 2, fundedOn: day)),
        ]
        return events + (try bodiesAndLifts(owner, lift, day))
    }

    private static func bodiesAndLifts(
        _ owner: OwnerID, _ lift: LiftCode, _ day: Day
    ) throws -> [any DistrictEvent] {
        let body = try BodyID(parsing: "committee-2017")
        let member = MemberID(owner.uuid)
        let chair = SeatedMember(
            seat: 1, member: member, represents: .owner, office: .chair, portfolios: [.finance, .works])
        return [
            BodySeated(
                body: body, kind: .ownersCommittee, origin: .elected, seats: 7, members: [chair], alternates: [member],
                seatedOn: day, termEndsOn: day, warnOn: day, overridden: ["parameters.committeeSizeOdd"]),
            BodyMemberChanged(
                body: body, kind: .ownersCommittee, change: .left, member: member, seat: 1, office: .chair,
                cause: .resigned, changedOn: day, seats: 7, serving: 6, alternates: 1, next: .fillFromAlternates),
            BodyEnding(body: body, kind: .ownersCommittee, termEndsOn: day, warnedOn: day),
            BodyEnded(body: body, kind: .ownersCommittee, cause: .termEnded, endedOn: day, handOverBy: day),
            BodyHandedOver(
                body: body, kind: .ownersCommittee, handedOverOn: day, to: try BodyID(parsing: "committee-2022")),
            BodyMemberSuspended(
                body: body, kind: .ownersCommittee, member: member, seat: 1, office: .chair, cause: .absences,
                from: day, until: day, serving: 7, acting: 6, actingChair: 2),
            BodySuspensionEnded(
                body: body, kind: .ownersCommittee, member: member, seat: 1, lastDay: day, end: .lapsed, serving: 7,
                acting: 7),
            MaintainerChanged(lift: lift, maintainer: "某电梯公司", previous: "另一电梯公司", changedOn: day, markBy: day),
            LiftMarked(lift: lift, markedOn: day, nextInspectionOn: day),
        ]
    }

    private static func election(_ owner: OwnerID) throws -> Election {
        Election(
            seats: 1, alternates: 1, least: 1, ranking: .shares,
            candidates: [Election.Candidate(candidate: try CandidateCode(parsing: "c01"), owner: owner)])
    }

    static func pack() throws -> RulePack {
        let half = RulePack.Threshold(
            ratio: try Ratio(1, 2), comparison: .moreThan, source: "民法典 278", grade: .primary)
        let quarters = RulePack.Threshold(
            ratio: try Ratio(3, 4), comparison: .atLeast, source: "民法典 278", grade: .primary)
        let strict: Set<MatterKind> = [.raiseFund, .rebuild, .changeOfUse]
        return RulePack(
            jurisdiction: "national", version: "2021-01-01",
            participation: .init(ratio: try Ratio(2, 3), comparison: .atLeast, source: "民法典 278", grade: .primary),
            approval: Dictionary(
                uniqueKeysWithValues: MatterKind.allCases.map { ($0, strict.contains($0) ? quarters : half) }),
            duplicates: .init(policy: .firstCounts, source: "R-M-27", grade: .design),
            silentBallots: .init(policy: .off, source: "R-S-04", grade: .design))
    }
}
