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

extension StateView {
    /// Where in its course an assembly is, by the clock and the day.
    ///
    /// `isObjected` says whether an objection to its result was upheld, so that nothing is waited for any more, and
    /// `isWithoutPassage` whether none of its items passed, so that there is nothing that could take effect.
    init(_ phase: Phase, isObjected: Bool, isWithoutPassage: Bool, wording: Wording) {
        let isKept = isObjected && phase == .posted
        let isVain = isWithoutPassage && phase == .effective
        name = isKept ? wording.keptFromEffect : isVain ? wording.withoutPassage : wording.phase(phase)
        style =
            switch phase {
            case .convened, .awaitingPapers, .due, .inPublicity, .posted: isKept ? "out" : "waiting"
            case .open, .effective: isVain ? "" : "running"
            case .annulled, .revoked: "out"
            }
    }
}

/// What a state means for the pages; a further state has to say so here.
extension StateName {
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
    /// The assembly whose question is put again, and those that put this one's again.
    let others: [Other]
    let figures: FiguresView
    /// What objections that were upheld mean for all items, unless nothing is left of them.
    let objected: String?
    /// For whom the page was opened from a letter.
    let unit: String?
    let mine: String
    let isOpen: Bool
    let isSealed: Bool
    let isClosed: Bool
    let receipts: String
    /// Where whoever may print finds the papers.
    let papers: String
    let certificate: String

    struct Fact: Sendable {
        let term: String
        let value: String
    }

    struct Other: Sendable {
        let name: String
        let path: String
    }

    init(_ paper: AssemblyPaper, unit: UnitCode?, wording: Wording) throws {
        let (assembly, id) = (paper.assembly, paper.assembly.id)
        community = paper.communityName
        title = assembly.title
        let (phase, upheld) = (paper.detail.course.phase, paper.detail.course.objections.upheld)
        state = StateView(
            phase, isObjected: upheld > 0, isWithoutPassage: paper.isWithoutPassage, wording: wording)
        let isUndone = assembly.items.allSatisfy { assembly.aftermath?.isSetAside($0.item) == true }
        objected = upheld > 0 && !isUndone ? wording.withoutEffect(upheld: upheld) : nil
        facts = CourseFacts(paper, wording).all
        others = Self.others(paper, wording)
        figures = try FiguresView(paper, wording: wording)
        self.unit = unit?.description
        isOpen = paper.detail.course.phase == .open && assembly.terms.takesElectronicBallots
        isSealed = assembly.state.name.isSealed
        isClosed = assembly.state.name.isCounted
        mine = BallotPath.mine(id, of: paper.community, unit: unit)
        receipts = BallotPath.receipts(id, of: paper.community)
        papers = BallotPath.papers(id, of: paper.community)
        certificate = "/ballots/v1/communities/\(paper.community)/assemblies/\(id)/certificate"
    }

    private static func others(_ paper: AssemblyPaper, _ wording: Wording) -> [Other] {
        let again = Phrase(zh: "重新表决的原会议：", en: "Puts the question again of ")
        let later = Phrase(zh: "已重新表决：", en: "Put again by ")
        func other(_ id: AssemblyID, _ words: Phrase) -> Other {
            Other(name: "\(wording.text(words))\(id)", path: BallotPath.assembly(id, of: paper.community))
        }
        return (paper.assembly.terms.revoteOf.map { [other($0, again)] } ?? [])
            + paper.detail.course.revotes.map { other($0, later) }
    }
}
