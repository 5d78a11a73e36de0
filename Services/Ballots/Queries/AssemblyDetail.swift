import Model
import Postgres
import ServiceRuntime

/// One assembly as anybody may see it: while it is open how many took part, afterwards how they chose.
struct AssemblyDetail: Sendable {
    let stored: StoredAssembly
    let participation: [ItemID: Weight]
    /// Empty until the assembly is closed.
    let results: [ItemID: ItemResult]
    let course: Course
    /// How those who stand present themselves.
    var presentations: Presentations = [:]
    /// The papers of each item that was counted, as far as the count kept their numbers.
    var papers: [ItemID: PaperCount] = [:]
    /// By which rounds of nominations its elections were convened.
    var nominations: [ItemID: NominationStore.Use] = [:]

    /// What happened beside the votes.
    struct Course: Sendable {
        let phase: Phase
        let extensions: [LifecycleStore.Extended]
        /// The assemblies that put its question again.
        let revotes: [AssemblyID]
        let objections: Objection.Count
        /// The objections that were upheld, in the order of their answers.
        var upheld: [Objection.Upheld] = []
        /// What was said for a first meeting.
        var firstMeeting: FirstMeeting?
    }

    struct Query: Sendable {
        let pool: PostgresPool
        let assemblies: AssemblyStore
        let votes: VoteStore
        let lifecycle = LifecycleStore()
        let objections = ObjectionStore()
        let candidates = CandidateStore()
        let nominations = NominationStore()
        let firstMeetings = FirstMeetingStore()
        let days: DistrictCalendar

        /// - Throws: `BallotsError.unknownAssembly`
        func callAsFunction(_ assembly: AssemblyID, of community: CommunityID) async throws -> AssemblyDetail {
            try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
                let stored = try await assemblies.load(assembly, of: community, in: transaction)
                let course = Course(
                    phase: stored.assembly.phase(at: stored.readAt, today: days.day(at: stored.readAt)),
                    extensions: try await lifecycle.extensions(of: stored.number, in: transaction),
                    revotes: try await lifecycle.revotes(of: assembly, community: community, in: transaction),
                    objections: try await objections.count(of: stored, in: transaction),
                    upheld: try await objections.upheld(of: stored, in: transaction),
                    firstMeeting: try await firstMeetings.meeting(of: stored, in: transaction))
                let presentations = try await candidates.presentations(of: stored, in: transaction)
                let uses = try await nominations.uses(of: stored, in: transaction)
                switch stored.assembly.state {
                case .convened:
                    return AssemblyDetail(
                        stored: stored, participation: [:], results: [:], course: course, presentations: presentations,
                        nominations: uses)
                case .open, .awaitingPapers:
                    let turnout = try await votes.turnout(of: stored, in: transaction)
                    return AssemblyDetail(
                        stored: stored, participation: turnout, results: [:], course: course,
                        presentations: presentations, nominations: uses)
                case .closed(let basis, _):
                    let results = try await assemblies.results(of: stored, basis, in: transaction)
                    return AssemblyDetail(
                        stored: stored, participation: try results.mapValues { try $0.participation() },
                        results: results, course: course, presentations: presentations,
                        papers: try await assemblies.paperCounts(of: stored, in: transaction), nominations: uses)
                }
            }
        }
    }
}

/// Those who have taken part in an item, as anybody may see it.
struct Turnout: Encodable, Sendable, Equatable {
    let heads: Int64
    /// Nil of a petition until it is counted.
    let area: Area?
}

extension AssemblyDetail {
    /// Who has taken part in an item.
    ///
    /// Whoever takes part in a petition signs it, so that the area by which it grows would tell which flat did
    /// (docs/decisions/0044); it is measured by heads alone.
    func turnout(of item: AgendaItem) -> Turnout {
        let weight = participation[item.item] ?? .zero
        let tellsArea = item.form != .petition || stored.assembly.state.name.isCounted
        return Turnout(heads: weight.heads, area: tellsArea ? weight.area : nil)
    }
}
