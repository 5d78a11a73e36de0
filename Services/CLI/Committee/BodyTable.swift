/// Bodies as tables.
enum BodyTable {
    static let columns: [Table.Column] = [
        .text("BODY", "code"), .text("KIND", "kind"), .text("ORIGIN", "origin"), .text("STATE", "state"),
        .made("MEMBERS", isRight: true) { "\($0["serving"].cell)/\($0["seats"].cell)" },
        .number("ACTING", "acting"), .number("OWNERS", "owners"), .number("ALTERNATES", "alternates"),
        .text("SEATED", "seatedOn"),
        .text("TERM ENDS", "termEndsOn"), .text("NEXT", "next"),
    ]

    /// A body with all that is told of it.
    static func text(_ body: JSONValue) -> String {
        var blocks = [Table([body], columns).description]
        if !body["members"].items.isEmpty { blocks.append(Table(body["members"].items, members).description) }
        if !body["alternateMembers"].items.isEmpty {
            blocks.append(Table(body["alternateMembers"].items, alternates).description)
        }
        blocks.append(contentsOf: [Table(facts: facts(body)).description].filter { !$0.isEmpty })
        return blocks.joined(separator: "\n\n")
    }

    private static let members: [Table.Column] = [
        .number("SEAT", "seat"), .text("MEMBER", "member"), .text("FOR", "represents"), .text("OFFICE", "office"),
        .text("PORTFOLIOS", "portfolios"), .text("SINCE", "since"), .text("UNTIL", "until"), .text("WHY", "cause"),
        .made("") { $0["onRoll"] == .bool(false) && $0["until"] == .null ? "no longer on the roll" : "" },
        .made("SUSPENDED") { member in
            let suspension = member["suspension"]
            return suspension == .null
                ? "" : "\(suspension["from"].cell)…\(suspension["until"].cell) \(suspension["cause"].cell)"
        },
    ]

    private static let alternates: [Table.Column] = [
        .number("PLACE", "rank"), .text("ALTERNATE", "member"), .number("VOTES", "votes"),
        .text("MOVED UP", "seatedOn"), .text("LEFT", "leftOn"), .text("WHY", "cause"),
        .made("") { $0["onRoll"] == .bool(false) && $0["leftOn"] == .null ? "no longer on the roll" : "" },
    ]

    private static func facts(_ body: JSONValue) -> [(name: String, value: String)] {
        var facts: [(name: String, value: String)] = []
        if let warnOn = body["warnOn"].string { facts.append((name: "change-over to be prepared from", value: warnOn)) }
        for duty in body["duties"].items {
            facts.append((name: "\(duty["duty"].cell) by", value: day(duty["due"], duty["yearNotLoaded"])))
        }
        if body["canDecide"] == .bool(false) {
            facts.append((name: "cannot decide", value: "not more than half of the members act"))
        }
        if body["actingChair"] != .null { facts.append((name: "presides: seat", value: body["actingChair"].cell)) }
        if let posted = body["listPostedOn"].string { facts.append((name: "list posted from", value: posted)) }
        let exception = body["exception"]
        if exception != .null {
            facts.append(
                (name: "exception allowed by", value: "\(exception["allowedBy"].cell): \(exception["reason"].cell)"))
            facts += exception["breaches"].items.map { (name: "  set aside", value: $0["en"].cell) }
        }
        let ending = body["ending"]
        if ending != .null {
            facts.append((name: "ended", value: "\(ending["on"].cell), \(ending["cause"].cell)"))
            facts.append((name: "hand-over by", value: day(ending["handOverBy"], ending["yearNotLoaded"])))
            if let on = ending["handedOverOn"].string {
                let successor = ending["handedOverTo"].string ?? "the street"
                facts.append((name: "handed over", value: "\(on) to \(successor)"))
            }
        }
        return facts
    }

    /// A last day, or why there is none.
    static func day(_ due: JSONValue, _ year: JSONValue) -> String {
        if let due = due.string { return due }
        return year == .null ? "no rule" : "not known: the working days of \(year.cell) have not been announced"
    }
}
