import FoundationEssentials
import Model
import Synchronization

/// The value of the `Date` field (IMF-fixdate, RFC 9110 §5.6.7), written once a second at most.
final class HTTPDate: Sendable {
    private let written = Mutex<(second: Int64, text: String)>((.min, ""))

    func now() -> String {
        let second = Int64(Date().timeIntervalSince1970)
        return written.withLock { written in
            if written.second != second { written = (second, Self.text(second)) }
            return written.text
        }
    }

    static func text(_ second: Int64) -> String {
        let dayNumber = second >= 0 ? second / 86_400 : (second - 86_399) / 86_400
        let day = Day(daysSince1970: dayNumber)
        let (year, month, dayOfMonth) = day.components
        let inDay = second - dayNumber * 86_400
        let clock = [inDay / 3_600, inDay / 60 % 60, inDay % 60].map(twoDigits).joined(separator: ":")
        return
            "\(weekdays[Int(day.weekday) - 1]), \(twoDigits(dayOfMonth)) \(months[Int(month) - 1]) \(year) \(clock) GMT"
    }

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func twoDigits(_ value: Int64) -> String { value < 10 ? "0\(value)" : String(value) }
}
