import Model

/// Whether each step of an assembly finds it where the step can be done, by the table that the ballots service goes by.
extension Scenario {
    /// What is wrong with a step, as it goes on after its place; nil where nothing is.
    func fault(ofCourse step: ScenarioScript.Step, _ soFar: StorySoFar) throws -> String? {
        guard let assembly = step.assembly ?? step.convene?.revoteOf, let deed = step.assemblyDeed,
            let course = soFar.assemblies[assembly]
        else { return nil }
        if let fault = course.fault(ofLetter: step) { return fault }
        let phase = course.phase(on: step.day)
        switch (Lifecycle.move(deed, in: phase), deed) {
        case (.refused(let reason), _): return ": " + course.words(for: reason, of: assembly)
        // It is posted for longer than the rules ask only where an objection keeps it.
        case (_, .takeEffect) where phase == .posted:
            return ": an objection to the result of \(assembly) \(course.isUpheld ? "was upheld" : "is not answered")"
        case (_, .annul), (_, .revoke):
            guard let item = step.setAside?.item, course.setAside.contains(item) else { return nil }
            return ".setAside.item: item \(item) of \(assembly) was set aside before"
        case (_, .open): return try fault(ofOpening: step, course)
        case (_, .extend):
            let rules = book(of: community(of: step)).rules
            return try step.extend.flatMap { try course.fault(of: $0, by: rules, WorkCalendar.announced()) }
        default: return nil
        }
    }

    /// Between the notice and the opening lie as many full days as the rules ask for (R-M-01, R-M-02).
    private func fault(ofOpening step: ScenarioScript.Step, _ course: AssemblyCourse) throws -> String? {
        let rules = book(of: community(of: step)).rules
        let notice = try rules.period(course.isInterim ? .interimMeetingNotice : .regularMeetingNotice)
        let calendar = try WorkCalendar.announced()
        do {
            let earliest = try calendar.dayAfter(notice, from: course.noticeOn)
            guard step.day >= earliest else {
                return ".open: not before \(earliest), since the owners were told on \(course.noticeOn)"
            }
            return try ScenarioVoting.fault(by: rules, calendar).map { ".open\($0)" }
        } catch let error as YearNotLoaded {
            return ".open: \(error)"
        }
    }
}

/// Where an assembly of a story stands.
struct AssemblyCourse {
    /// When the owners were told.
    let noticeOn: Day
    let isInterim: Bool
    /// Where its steps have brought it.
    private var reached = Lifecycle.Phase.convened
    private var closedOn: Day?
    /// The last day on which the result is posted; nil until there is one, and where the year is not announced that decides it.
    private var postedUntil: Day?
    /// Of the objections to its result.
    private var letters: Set<Digest256> = []
    private var unanswered: Set<Digest256> = []
    private(set) var isUpheld = false
    /// Items that were set aside by themselves.
    private(set) var setAside: Set<ItemID> = []
    private(set) var extensions: Int64 = 0
    /// By how many days its voting was extended in all.
    private(set) var extendedDays: Int64 = 0

    /// `day` is that on which it is convened.
    init(_ convene: ScenarioScript.Convene, on day: Day) {
        noticeOn = convene.noticeOn ?? day
        isInterim = convene.isInterim ?? false
    }

    /// Where it stands for the steps of a day: a result that nobody objects to stands with the first day after its posting.
    func phase(on day: Day) -> Lifecycle.Phase {
        guard reached == .inPublicity, let postedUntil, day > postedUntil else { return reached }
        return unanswered.isEmpty && !isUpheld ? .effective : .posted
    }

    /// What a step does to it that may be done.
    mutating func take(_ step: ScenarioScript.Step, by rules: RulePack) throws {
        guard let deed = step.assemblyDeed else { return }
        if case .to(let next) = Lifecycle.move(deed, in: reached) {
            move(to: next, by: step)
            if next == .inPublicity { postedUntil = try Self.lastDay(postedOn: step.day, by: rules) }
        }
        if let extend = step.extend {
            extensions += 1
            extendedDays += extend.days
        }
        if let object = step.object {
            letters.insert(object.letter)
            unanswered.insert(object.letter)
        }
        if let answer = step.answer {
            unanswered.remove(answer.letter)
            isUpheld = isUpheld || answer.verdict == .upheld
        }
    }

    private mutating func move(to next: Lifecycle.Phase, by step: ScenarioScript.Step) {
        // An order that sets an item aside leaves the assembly where it is.
        if let item = step.setAside?.item {
            setAside.insert(item)
        } else {
            reached = next
        }
        if step.close != nil { closedOn = step.day }
    }

    /// Nil where the holidays that it would need are not announced.
    private static func lastDay(postedOn day: Day, by rules: RulePack) throws -> Day? {
        do {
            return try WorkCalendar.announced().lastDay(of: rules.period(.resultPublicity), after: day)
        } catch is YearNotLoaded {
            return nil
        }
    }

    /// What is wrong with the letter that a step names; nil where nothing is.
    func fault(ofLetter step: ScenarioScript.Step) -> String? {
        if let object = step.object, letters.contains(object.letter) {
            return ".object.letter: each objection to a result has a letter of its own"
        }
        guard let answer = step.answer else { return nil }
        guard letters.contains(answer.letter) else {
            return ".answer.letter: no step before it objects to \(answer.assembly) by this letter"
        }
        return unanswered.contains(answer.letter) ? nil : ".answer.letter: the objection was answered before"
    }

    /// Why a step cannot be done.
    func words(for reason: Lifecycle.Reason, of assembly: AssemblyID) -> String {
        switch reason {
        case .notOpenYet: "no step before it opens \(assembly)"
        case .alreadyOpened: "\(assembly) was opened before"
        case .votingOver, .papersOver: "the voting on \(assembly) ended with its close\(Self.on(closedOn))"
        case .notCounted: "no step before it closes \(assembly)"
        case .publicityRuns:
            postedUntil.map { "the result of \(assembly) is posted until \($0)" }
                ?? "how long the result of \(assembly) is posted is not known: that year's holidays are not loaded"
        case .publicityOver: "the result of \(assembly) is posted no longer\(Self.until(postedUntil))"
        case .effective: "the result of \(assembly) stands already"
        case .setAside: "\(assembly) was set aside before"
        }
    }

    private static func on(_ day: Day?) -> String { day.map { " on \($0)" } ?? "" }

    private static func until(_ day: Day?) -> String { day.map { " than until \($0)" } ?? "" }
}

extension ScenarioScript.Step {
    /// What it does to its assembly, or to the one whose question it puts again; nil where it concerns none.
    fileprivate var assemblyDeed: Lifecycle.Deed? {
        if open != nil { return .open }
        if papers != nil || deliveries != nil || proxies != nil || official != nil || hands != nil {
            return .enterPapers
        }
        if withdrawProxy != nil { return .castVote }
        if extend != nil { return .extend }
        if close != nil { return .count }
        if object != nil { return .object }
        if answer != nil { return .answer }
        if effective != nil { return .takeEffect }
        if let setAside { return setAside.by == .court ? .revoke : .annul }
        return convene?.revoteOf == nil ? nil : .putAgain
    }
}
