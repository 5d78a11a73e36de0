import Model

/// Something that is not as it should be, for the person who has to set it right.
struct Finding: Encodable, Sendable, Equatable {
    let area: Area
    /// The services, parts or communities that it is about.
    let about: [String]
    let says: String
    /// What it means for people.
    let means: String
    /// A command, or a place in the documents.
    let next: String

    /// What is looked at, each of which is well or not.
    enum Area: String, Encodable, Sendable, CaseIterable {
        case gateway, services, access, versions, clocks, calendar, events, parked, votings, digests, parts, disk
        case certificate

        var whenWell: String {
            switch self {
            case .gateway: "the gateway answers"
            case .services: "the services are ready"
            case .access: "everything could be looked at"
            case .versions: "the versions agree"
            case .clocks: "the clocks agree"
            case .calendar: "the day and its year are known"
            case .events: "events are sent and applied"
            case .parked: "nothing is parked"
            case .votings: "votings end at their time"
            case .digests: "digests are out"
            case .parts: "the parts of the district run"
            case .disk: "the disk has room"
            case .certificate: "the certificate is good for long"
            }
        }
    }
}

/// How an operator gets at the parts of a district: of a local one by `tongti dev`, of another by Compose.
struct OperatorCommands {
    let isLocal: Bool

    var status: String { isLocal ? "tongti dev status" : "docker compose ps" }
    var broker: String { isLocal ? "broker" : "kafka" }

    func log(of part: String) -> String { "\(isLocal ? "tongti dev" : "docker compose") logs \(part)" }

    /// Ends a part whatever it hangs in; it is started again.
    func startAgain(_ part: String) -> String { isLocal ? "tongti dev kill \(part)" : "docker compose restart \(part)" }

    static let backups = "deploy/README.md, \u{201C}Backups, and what a restored database means\u{201D}"
}

/// Lists and lengths of time in words.
enum Words {
    /// `a`, `a and b`, `a, b and c`; of many the first five, and how many more there are.
    static func list(_ items: [String]) -> String {
        let most = 5
        if items.count > most + 1 {
            return items.prefix(most).joined(separator: ", ") + " and \(items.count - most) more"
        }
        guard let last = items.last, items.count > 1 else { return items.joined() }
        return items.dropLast().joined(separator: ", ") + " and \(last)"
    }

    /// What a service or this program says, on one line.
    static func line(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }.joined(separator: " ")
    }

    /// In the largest measure of which there are two or more, rounded down.
    static func length(microseconds: Int64) -> String {
        let seconds = microseconds / 1_000_000
        for (measure, noun) in [(86_400, "day"), (3_600, "hour"), (60, "minute")] as [(Int64, String)]
        where seconds >= 2 * measure {
            return English.counted(seconds / measure, noun)
        }
        return English.counted(seconds, "second")
    }
}
