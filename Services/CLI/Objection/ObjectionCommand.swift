import ArgumentParser
import Model

/// Objections to posted results: `tongti objection file` and what follows.
struct ObjectionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "objection", abstract: "File, answer and list objections to posted results.",
        subcommands: [ObjectionFile.self, ObjectionAnswer.self, ObjectionList.self])
}

struct ObjectionFile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "file", abstract: "Object to a result while it is posted.",
        discussion:
            "LETTER is the signed letter: its SHA-256 is sent, and the letter is handed in where the result is posted.")

    @OptionGroup var target: AssemblyTarget
    @OptionGroup var dryRun: DryRun

    @Option(help: "counting, procedure, eligibility, matter or other.")
    var category: String

    @Option(help: "The item; else the whole assembly.")
    var item: ItemID?

    @Option(help: "A unit of one's own.")
    var unit: UnitCode

    @Argument(help: "The signed letter.", completion: .file())
    var letter: String

    private struct Body: Encodable {
        let category: String
        let item: ItemID?
        let unit: UnitCode
        let document: Digest256
    }

    func run() async throws {
        guard
            let answer = try await target.post(
                "/objections", Body(category: category, item: item, unit: unit, document: try InputFile.hash(letter)),
                dryRun)
        else { return }
        try target.options.output.render(answer) { filed in
            Table(facts: [("objection", filed["objection"].cell), ("filed", filed["filedOn"].cell)])
        }
    }
}

struct ObjectionAnswer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer", abstract: "Answer an objection, once.",
        discussion: """
            LETTER is the answer: its SHA-256 is sent. A result with an upheld objection does not take effect; the \
            boards say so, with the objection's category and the day, and never who objected.
            """)

    @OptionGroup var target: AssemblyTarget
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The objection's id.")
    var objection: String

    @Option(help: "dismissed or upheld.")
    var verdict: String

    @Argument(help: "The answer.", completion: .file())
    var letter: String

    private struct Body: Encodable {
        let verdict: String
        let document: Digest256
    }

    func run() async throws {
        guard
            let answer = try await target.post(
                "/objections/\(objection)/answer", Body(verdict: verdict, document: try InputFile.hash(letter)), dryRun)
        else { return }
        try target.options.output.render(answer) { answered in
            Table(facts: [
                ("objection", answered["objection"].cell), ("verdict", answered["verdict"].cell),
                ("answered", answered["answeredOn"].cell),
            ])
        }
    }
}

struct ObjectionList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the objections to a result; owners see their own.")

    @OptionGroup var target: AssemblyTarget
    @OptionGroup var page: ListPage

    func run() async throws {
        let answer = try await target.get(ResourcePath("/objections").page(page))
        try target.options.output.render(page: answer, of: "objections", Self.columns)
    }

    private static let columns: [Table.Column] = [
        .text("OBJECTION", "objection"), .text("CATEGORY", "category"), .text("ITEM", "item"), .text("UNIT", "unit"),
        .text("FILED", "filedOn"), .text("ANSWER BY", "answerBy"), .text("VERDICT", "answer", "verdict"),
    ]
}
