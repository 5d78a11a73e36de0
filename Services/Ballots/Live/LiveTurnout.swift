import Model
import Pages
import ServiceRuntime

/// The changing part of an open assembly's page, for those who have it open.
///
/// Everybody who watches an assembly shares one reading of the database in an interval, and one drawing in each language.
actor TurnoutGlances {
    private let papers: AssemblyPaper.Query
    private let pages: PageSet
    private let interval: Duration
    private var glances: [Key: Glance] = [:]

    /// How many assemblies are remembered at most; nobody watches the oldest any more.
    private static let limit = 256

    private struct Key: Hashable {
        let community: CommunityID
        let assembly: AssemblyID
    }

    private struct Glance {
        var paper: AssemblyPaper
        var readAt: ContinuousClock.Instant
        var texts: [Language: String] = [:]
    }

    init(papers: AssemblyPaper.Query, pages: PageSet, interval: Duration) {
        self.papers = papers
        self.pages = pages
        self.interval = interval
    }

    /// How the assembly is now, or was within the last interval, drawn in a language.
    func glance(
        at assembly: AssemblyID, of community: CommunityID, in language: Language
    ) async throws -> (paper: AssemblyPaper, text: String) {
        let key = Key(community: community, assembly: assembly)
        let now = ContinuousClock.now
        if var known = glances[key] {
            if now - known.readAt < interval { return try draw(known, as: key, in: language) }
            // Whoever comes while this one asks sees what was there before.
            known.readAt = now
            glances[key] = known
        }
        let paper = try await papers(assembly, of: community)
        if let known = glances[key], known.paper.isSame(as: paper) {
            return try draw(known, as: key, in: language)
        }
        if glances.count >= Self.limit { glances = glances.filter { now - $0.value.readAt < interval } }
        return try draw(Glance(paper: paper, readAt: now), as: key, in: language)
    }

    private func draw(
        _ glance: Glance, as key: Key, in language: Language
    ) throws -> (paper: AssemblyPaper, text: String) {
        if let text = glance.texts[language] {
            return (glance.paper, text)
        }
        var drawn = glance
        let text = pages.fragment(
            "figures", try FiguresView(glance.paper, wording: Wording(language)), in: language)
        drawn.texts[language] = text
        glances[key] = drawn
        return (glance.paper, text)
    }
}

extension AssemblyPaper {
    /// Whether both show the same figures.
    fileprivate func isSame(as other: AssemblyPaper) -> Bool {
        assembly.state == other.assembly.state && detail.participation == other.detail.participation
    }
}

/// Lets readers follow the turnout of an assembly until it is closed.
struct LiveTurnout: Sendable {
    let glances: TurnoutGlances
    let interval: Duration

    /// The id of the message after which there is nothing to wait for; the site's script knows it as well.
    static let lastID = "counted"

    init(papers: AssemblyPaper.Query, pages: PageSet, interval: Duration) {
        glances = TurnoutGlances(papers: papers, pages: pages, interval: interval)
        self.interval = interval
    }

    func follow(_ assembly: AssemblyID, of community: CommunityID, in language: Language) -> Changes {
        Changes(live: self, assembly: assembly, community: community, language: language)
    }

    /// The figures at once, and again whenever they have changed.
    ///
    /// Each message is the whole; the last one says that it is the last.
    struct Changes: AsyncSequence, Sendable {
        let live: LiveTurnout
        let assembly: AssemblyID
        let community: CommunityID
        let language: Language

        func makeAsyncIterator() -> Iterator { Iterator(changes: self) }

        struct Iterator: AsyncIteratorProtocol {
            let changes: Changes
            private var last: String?
            private var isOver = false

            init(changes: Changes) { self.changes = changes }

            mutating func next() async throws -> ServerSentEvent? {
                while !isOver {
                    if last != nil {
                        do { try await Task.sleep(for: changes.live.interval) } catch { return nil }
                    }
                    let (paper, text) = try await changes.live.glances.glance(
                        at: changes.assembly, of: changes.community, in: changes.language)
                    isOver = paper.assembly.state.name.isCounted
                    if isOver || text != last {
                        last = text
                        return ServerSentEvent(event: "figures", id: isOver ? LiveTurnout.lastID : nil, data: text)
                    }
                }
                return nil
            }
        }
    }
}
