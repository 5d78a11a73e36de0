import Model
import Pages

/// The district's front page.
struct FrontView: Sendable {
    let communities: [Line]

    struct Line: Sendable {
        let path: String
        let name: String
        let size: String
        /// Where it has gone, if it is part of another area.
        let note: String?
        let progress: Progress?
    }

    struct Progress: Sendable {
        let title: String
        let share: String
        let count: String
        let bar: Markup
    }

    init(_ lines: [CommunityLine], wording: Wording) {
        communities = lines.map { line in
            let (units, lifts) = (wording.count(line.units), wording.count(line.lifts))
            return Line(
                path: SitePath.community(line.community), name: line.name,
                size: wording.text(
                    Phrase(
                        zh: "\(units) 套房屋，\(lifts) 部电梯",
                        en: "\(English.counted(units, "unit")), \(English.counted(lifts, "lift"))")),
                note: line.area.map { wording.text(Phrase(zh: "已并入\($0)", en: "Part of \($0) now")) },
                progress: line.campaign.map { title, households, paidUnits in
                    let share = wording.percent(paidUnits, of: households)
                    let count = "\(wording.count(paidUnits)) / \(wording.count(households))"
                    return Progress(
                        title: title, share: share, count: count,
                        bar: ShareBar([(.paid, paidUnits)], of: households, label: "\(count)（\(share)）").svg)
                })
        }
    }
}

/// A community with all its buildings.
struct CommunityView: Sendable {
    let name: String
    let lead: String
    let collection: CollectionView?
    /// Whether works are planned for any lift.
    let hasWorks: Bool
    let liftsDone: String
    let liftsAll: String
    /// What is said behind their number where there are none.
    let noWorks: String
    let liftsOut: String
    let liftBar: Markup
    let buildings: [Row]
    let advances: [AdvanceView]
    let assemblies: [AssemblyView]
    /// Where all of them are; nil where there was none.
    let assembliesPath: String?
    let notices: [NoticeView]
    let noticesPath: String?
    let area: NeighbourView?
    let parts: [NeighbourView]
    let hasParts: Bool

    /// Another community's board, which this one leads to.
    struct NeighbourView: Sendable {
        let path: String
        let text: String

        /// Where a community has gone that is part of an area.
        init(area: CommunityBoard.Neighbour, wording: Wording) {
            let day = wording.day(area.since)
            path = SitePath.community(area.community)
            text = wording.text(
                Phrase(
                    zh: "自\(day)起并入\(area.name)，以下为并入前的记录",
                    en: "Part of \(area.name) since \(day); what follows was before"))
        }

        /// Where an area has what was before in one of its parts.
        init(part: CommunityBoard.Neighbour, wording: Wording) {
            let day = wording.day(part.since)
            path = SitePath.community(part.community)
            text = wording.text(
                Phrase(zh: "\(part.name)：\(day)以前的账目和公示", en: "\(part.name): books and notices before \(day)"))
        }
    }

    struct Row: Sendable {
        let path: String
        let building: String
        let hasCollection: Bool
        let paidText: String
        let paidShare: String
        let paidBar: Markup
        let receivedText: String
        let fundedText: String
        let liftsText: String
    }

    /// - Throws: `ArithmeticOverflow`
    init(_ board: CommunityBoard, notices: [Notice], today: Day, wording: Wording) throws {
        name = board.name
        let facts = [wording.count(board.units), wording.count(Int64(board.buildings.count))]
        let fund = wording.fundStatus(board.fundStatus)
        lead = wording.text(
            Phrase(
                zh: "\(facts[1]) 栋楼，\(facts[0]) 套房屋。\(fund)。",
                en: "\(English.counted(facts[1], "building")), \(English.counted(facts[0], "unit")). \(fund)."))
        collection = try board.campaigns.first.map { campaign in
            let funded = campaign.buildings.values.count { $0.fundedOn != nil }
            return CollectionView(
                try campaign.total, of: campaign, days: try campaign.totalDays, today: today,
                goal: .community(funded: funded, of: campaign.buildings.count), wording: wording)
        }
        let lifts = board.buildings.flatMap(\.lifts)
        hasWorks = lifts.contains { $0.stage != .noWorks }
        let done = Int64(lifts.count { $0.stage.isDone })
        let out = Int64(lifts.count { !$0.isInUse })
        let underWork = Int64(lifts.count { $0.stage.isOutOfUse })
        (liftsDone, liftsAll, liftsOut) = (wording.count(done), wording.count(Int64(lifts.count)), wording.count(out))
        noWorks = wording.text(
            Phrase(
                zh: "部电梯，没有安排维修",
                en: lifts.count == 1 ? "lift, no works planned" : "lifts, no works planned"))
        liftBar =
            ShareBar(
                [(.done, done), (.underWork, underWork)], of: Int64(lifts.count), label: "\(liftsDone)/\(liftsAll)"
            ).svg
        buildings = board.buildings.map { Self.row($0, of: board, wording) }
        advances = board.advances.map { AdvanceView($0, wording: wording) }
        assemblies = board.assemblies(newest: 3).map { AssemblyView($0, of: board.community, wording: wording) }
        assembliesPath = board.assemblies.isEmpty ? nil : SitePath.assemblies(of: board.community)
        self.notices = notices.map { NoticeView($0, wording: wording) }
        noticesPath = SitePath.older(than: notices, SitePath.community(board.community))
        area = board.area.map { NeighbourView(area: $0, wording: wording) }
        hasParts = !board.parts.isEmpty
        parts = board.parts.map { NeighbourView(part: $0, wording: wording) }
    }

    private static func row(_ building: CommunityBoard.Building, of board: CommunityBoard, _ wording: Wording) -> Row {
        // The newest campaign may leave the building out while an older one still collects there.
        let collected = board.campaign(of: building.building)?.buildings[building.building]
        let paid = collected.map { "\(wording.count($0.paidUnits)) / \(wording.count($0.units))" } ?? ""
        let share = collected.map { wording.percent($0.paidUnits, of: $0.units) } ?? ""
        let waiting = wording.text(Phrase(zh: "尚未达到", en: "Not yet"))
        let (done, all) = (wording.count(building.liftsDone), wording.count(Int64(building.lifts.count)))
        return Row(
            path: SitePath.building(board.community, building.building), building: wording.building(building.building),
            hasCollection: collected != nil, paidText: paid, paidShare: share,
            paidBar: collected.map { ShareBar([(.paid, $0.paidUnits)], of: $0.units, label: "\(paid)（\(share)）").svg }
                ?? "",
            receivedText: collected.map { wording.money($0.received) } ?? "",
            fundedText: collected?.fundedOn.map(wording.day) ?? waiting,
            liftsText: building.lifts.contains { $0.stage != .noWorks } ? "\(done) / \(all)" : "–")
    }
}

/// The board of one building.
struct BuildingView: Sendable {
    let building: String
    let communityName: String
    let area: CommunityView.NeighbourView?
    let collection: CollectionView?
    let lifts: [LiftView]
    let advances: [AdvanceView]
    let assemblies: [AssemblyView]
    /// Where all of them are; nil where there was none.
    let assembliesPath: String?
    let digest: DigestView?
    let notices: [NoticeView]
    let noticesPath: String?
    let isUnknownCollection: Bool
    let code: Markup

    /// `code` leads to the page from its printed copy; empty where the site's address is not known.
    init(
        _ building: CommunityBoard.Building, of board: CommunityBoard, notices: [Notice], digest: DigestPublished?,
        today: Day, code: Markup, wording: Wording
    ) {
        self.building = wording.building(building.building)
        communityName = board.name
        area = board.area.map { CommunityView.NeighbourView(area: $0, wording: wording) }
        let campaign = board.campaign(of: building.building)
        collection = campaign.flatMap { campaign in
            campaign.buildings[building.building].map { collected in
                CollectionView(
                    collected, of: campaign, days: campaign.days[building.building] ?? [:], today: today,
                    goal: .building(fundedOn: collected.fundedOn, threshold: campaign.threshold), wording: wording)
            }
        }
        isUnknownCollection = collection == nil
        lifts = building.lifts.map { LiftView($0, today: today, wording: wording) }
        advances = board.advances.filter { advance in
            advance.lifts.contains { $0.building == building.building }
        }.map { AdvanceView($0, wording: wording) }
        assemblies = board.assemblies(newest: 2).map { AssemblyView($0, of: board.community, wording: wording) }
        assembliesPath = board.assemblies.isEmpty ? nil : SitePath.assemblies(of: board.community)
        self.digest = digest.map { DigestView($0, in: board.community, wording: wording) }
        self.notices = notices.map { NoticeView($0, wording: wording) }
        noticesPath = SitePath.older(than: notices, SitePath.building(board.community, building.building))
        self.code = code
    }
}

/// A digest on a sheet of its own.
struct DigestPageView: Sendable {
    let name: String
    let building: String
    let boardPath: String
    let digest: DigestView
    /// The building's digest before this one, by its day.
    let earlier: PageHead.Link?
    let later: PageHead.Link?
    let code: Markup
}

/// A page that says why there is none.
struct ProblemView: Sendable {
    let title: String
    let text: String
}
