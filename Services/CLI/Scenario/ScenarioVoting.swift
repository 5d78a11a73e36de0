import Foundation
import Model

/// The voting of a story as the ballots service sees it: cut-offs go by the clock, not by the story's days, and the
/// closing is a deed of the story.
enum ScenarioVoting {
    /// For how long each is convened.
    static let days: Int64 = 30

    /// The present by the clock.
    static var now: Timestamp { Timestamp(microseconds: Int64(Date.now.timeIntervalSince1970) * 1_000_000) }

    /// When it ends if it is convened at a moment, and extended by so many days.
    static func closing(convenedAt moment: Timestamp, extendedBy more: Int64 = 0) -> Timestamp {
        Timestamp(microseconds: moment.microseconds + (days + more) * 86_400_000_000)
    }

    /// Why the rules let none be opened for as long as it is, as it goes on after the step's deed; nil where they do (R-M-10).
    static func fault(by rules: RulePack, _ calendar: WorkCalendar) throws -> String? {
        let (least, most) = (try rules.period(.votingWindowLeast), try rules.period(.votingWindowMost))
        let opened = now
        // It opens a moment after it was convened.
        let closesAt = closing(convenedAt: opened)
        let asked: String
        if try closesAt <= calendar.earliestClosing(openedAt: opened, least: least) {
            asked = "votingWindowLeast of the rules is \(least)"
        } else if try isTooLate(closesAt, openedAt: opened, most: most, calendar) {
            asked = "votingWindowMost of the rules is \(most)"
        } else {
            return nil
        }
        return ": each voting of a story is convened for \(days) days, and \(asked)"
    }

    /// At midnight the last moment would just be met: what a story may do does not depend on that.
    fileprivate static func isTooLate(
        _ closesAt: Timestamp, openedAt: Timestamp, most: Period, _ calendar: WorkCalendar
    ) throws(YearNotLoaded) -> Bool {
        try closesAt >= calendar.latestClosing(openedAt: openedAt, most: most)
    }
}

extension AssemblyCourse {
    /// What is wrong with one more extension of its voting, as it goes on after the step's place; nil where nothing is
    /// (R-M-13).
    func fault(of extend: ScenarioScript.Extend, by rules: RulePack, _ calendar: WorkCalendar) throws -> String? {
        guard (1...366).contains(extend.days) else { return ".extend.days must be from 1 to 366" }
        let times = try rules.count(.extensions)
        guard extensions < times else {
            return ".extend: the rules let a voting be extended \(English.counted(times, "time")) at most"
        }
        // How long one of months is goes by the clock, and months are not of one length.
        if case .days(let most) = try rules.period(.extensionMost), extend.days > most {
            return ".extend.days: the rules let a voting be extended by \(English.counted(most, "day")) at most at once"
        }
        let (now, more) = (ScenarioVoting.now, extendedDays + extend.days)
        let most = try rules.period(.votingWindowMost)
        let closesAt = ScenarioVoting.closing(convenedAt: now, extendedBy: more)
        do {
            guard try ScenarioVoting.isTooLate(closesAt, openedAt: now, most: most, calendar) else { return nil }
        } catch {
            return ".extend: \(error)"
        }
        let days = English.counted(ScenarioVoting.days + more, "day")
        return ".extend.days: the voting would last \(days) in all, and votingWindowMost of the rules is \(most)"
    }
}
