import Model
import Pages

/// The assemblies of a community.
struct AssemblyListView: Sendable {
    let name: String
    let rows: [Row]
    /// Where the older ones are.
    let next: String?

    struct Row: Sendable {
        let title: String
        let path: String
        let state: StateView
        let closing: String
    }

    init(_ list: AssemblyList, of community: CommunityID, named name: String, wording: Wording) {
        self.name = name
        rows = list.rows.map { row in
            Row(
                title: row.title, path: BallotPath.assembly(row.assembly, of: community),
                state: StateView(row.state, wording: wording), closing: wording.time(row.closesAt))
        }
        next = list.next.map { "\(BallotPath.list(community))?cursor=\($0)" }
    }
}

/// How far an assembly is, with its colour.
struct StateView: Sendable {
    let name: String
    let style: String

    init(_ state: StateName, wording: Wording) {
        name = wording.state(state)
        style =
            switch state {
            case .convened, .awaitingPapers: "waiting"
            case .open: "running"
            case .closed: ""
            }
    }
}

/// What a state means for the pages; a further state has to say so here.
extension StateName {
    /// Whether owners vote.
    var takesBallots: Bool {
        switch self {
        case .open: true
        case .convened, .awaitingPapers, .closed: false
        }
    }

    /// Whether ballots have come or can come, and nobody is told yet what they say.
    var isSealed: Bool {
        switch self {
        case .open, .awaitingPapers: true
        case .convened, .closed: false
        }
    }

    /// Whether it is over and there is a result.
    var isCounted: Bool {
        switch self {
        case .closed: true
        case .convened, .open, .awaitingPapers: false
        }
    }
}

/// One assembly, for anybody.
struct AssemblyPageView: Sendable {
    let community: String
    let title: String
    let state: StateView
    let facts: [Fact]
    let figures: FiguresView
    /// For whom the page was opened from a letter.
    let unit: String?
    let mine: String
    let isOpen: Bool
    let isClosed: Bool
    let receipts: String
    /// Where whoever may print finds the papers.
    let papers: String
    let certificate: String

    struct Fact: Sendable {
        let term: String
        let value: String

        init(_ zh: String, _ en: String, _ value: String, _ wording: Wording) {
            term = wording.text(Phrase(zh: zh, en: en))
            self.value = value
        }
    }

    init(_ paper: AssemblyPaper, unit: UnitCode?, wording: Wording) throws {
        let (assembly, id) = (paper.assembly, paper.assembly.id)
        community = paper.communityName
        title = assembly.title
        state = StateView(assembly.state.name, wording: wording)
        facts = Self.facts(paper, wording)
        figures = try FiguresView(paper, wording: wording)
        self.unit = unit?.description
        isOpen = assembly.state.name.takesBallots
        isClosed = assembly.state.name.isCounted
        mine = BallotPath.mine(id, of: paper.community, unit: unit)
        receipts = BallotPath.receipts(id, of: paper.community)
        papers = BallotPath.papers(id, of: paper.community)
        certificate = "/ballots/v1/communities/\(paper.community)/assemblies/\(id)/certificate"
    }

    private static func facts(_ paper: AssemblyPaper, _ wording: Wording) -> [Fact] {
        let assembly = paper.assembly
        var facts = [
            Fact("表决方式", "How to vote", wording.text(Phrase(zh: "线上或纸质选票", en: "online or on paper")), wording),
            Fact("通知时间", "Announced", wording.time(paper.detail.stored.convenedAt), wording),
        ]
        if let basis = assembly.basis {
            facts.append(Fact("开始时间", "Opened", wording.time(basis.openedAt), wording))
        }
        facts.append(Fact("截止时间", "Voting ends", wording.time(assembly.closesAt), wording))
        if let closedAt = assembly.closedAt { facts.append(Fact("计票时间", "Counted", wording.time(closedAt), wording)) }
        if let electorate = assembly.basis?.electorate {
            facts.append(Fact("业主总人数", "All owners", wording.heads(electorate.heads), wording))
            facts.append(Fact("专有部分总面积", "Their area", wording.area(electorate.area), wording))
        }
        return facts
    }
}
