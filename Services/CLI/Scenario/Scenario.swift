import Foundation
import Model

/// A story to play, read from its directory (docs/scenarios.md).
struct Scenario: Sendable {
    let directory: URL
    let script: ScenarioScript
    /// Of the story's own community first, then of the further ones.
    let books: [ScenarioBook]
    /// Payments by the day on which they were made.
    let payments: [Day: [ScenarioPayment]]
    /// Electronic votes by the day on which they are cast.
    let votes: [Day: [ScenarioVote]]
    let tables: ScenarioTables
    let figures: [ExpectedFigure]
    /// Where the steps stand in `scenario.yaml`, and the figures in `expected.yaml`.
    private let stepLines: [Int]
    let figureLines: [Int]

    /// - Throws: `ScenarioFault` naming the file, the place in it, and what is wrong there.
    init(directory path: String) throws {
        let directory = URL(filePath: path, directoryHint: .isDirectory)
        guard Self.isFolder("", in: directory) else {
            throw ScenarioFault(file: path, reason: "there is no such folder")
        }
        let (script, stepLines) = try Self.yaml(ScenarioScript.self, "scenario.yaml", in: directory, list: "steps")
        self.directory = directory
        self.script = script
        self.stepLines = stepLines
        try script.validate { Self.place(ofStep: $0, stepLines) }
        books = try Self.books(script, in: directory)
        payments = try ScenarioPayment.read(in: directory, script)
        votes = try ScenarioVote.read(in: directory, script, books)
        tables = try ScenarioTables(of: script.steps, in: directory) { Self.place(ofStep: $0, stepLines) }
        let (expected, figureLines) = try Self.yaml(
            ExpectedFigures.self, "expected.yaml", in: directory, list: "figures")
        figures = expected.figures
        self.figureLines = figureLines
        try checkReferences()
        try checkFigures()
        try checkFiles()
    }

    /// The days that are lived: every one from the first to the last, or those on which something happens.
    var days: [Day] {
        let all = (script.firstDay.daysSince1970...script.lastDay.daysSince1970).map(Day.init(daysSince1970:))
        guard script.quietDays == .skip else { return all }
        let eventful = Set(script.steps.map(\.day)).union(votes.keys).union(payments.keys)
        return all.filter { eventful.contains($0) || $0 == script.firstDay || $0 == script.lastDay }
    }

    /// The steps as they are played, which is by day: in the file later days may stand first.
    var played: [ScenarioScript.Step] { order.map { script.steps[$0] } }

    /// The places in the file of the steps as they are played.
    var order: [Int] { script.steps.indices.sorted { (script.steps[$0].day, $0) < (script.steps[$1].day, $1) } }

    /// The payment that is called so.
    func payment(_ reference: PaymentReference) -> ScenarioPayment? {
        payments.values.joined().first { $0.reference == reference }
    }

    /// The community that a step happens in.
    func community(of step: ScenarioScript.Step) -> CommunityID { step.in ?? script.community.code }

    /// What the files say of a community; the story's own is the first.
    func book(of community: CommunityID) -> ScenarioBook {
        books.first { $0.facts.code == community } ?? books[0]
    }

    /// The item that a step of the community convenes.
    func item(_ item: ItemID, of assembly: AssemblyID, in community: CommunityID) -> ScenarioScript.Item? {
        items(of: assembly, in: community).first { $0.code == item }
    }

    /// All items with which the steps of the community convene an assembly.
    func items(of assembly: AssemblyID, in community: CommunityID) -> [ScenarioScript.Item] {
        script.steps.filter { self.community(of: $0) == community }.compactMap(\.convene)
            .filter { $0.code == assembly }.flatMap(\.items)
    }

    /// How a step is called in what is told of it, such as `line 38, steps[2]`.
    func place(ofStep number: Int) -> String { Self.place(ofStep: number, stepLines) }

    private static func place(ofStep number: Int, _ lines: [Int]) -> String {
        (lines.indices.contains(number) ? "line \(lines[number]), " : "") + "steps[\(number)]"
    }

    /// A file of the directory that a step names.
    func file(_ name: String) throws -> Data { Data(try Self.bytes(name, in: directory)) }

    // MARK: - Reading

    private static func books(_ script: ScenarioScript, in directory: URL) throws -> [ScenarioBook] {
        func isMerged(_ community: CommunityID) -> Bool {
            script.steps.contains { $0.merge != nil && ($0.in ?? script.community.code) == community }
        }
        let own = try ScenarioBook(
            script.community, folder: "", rules: script.rules, in: directory, isMerged: isMerged(script.community.code))
        return try [own]
            + (script.further ?? []).map { other in
                try ScenarioBook(
                    other.community, folder: "\(other.community.code)/", rules: other.rules ?? script.rules,
                    in: directory, isMerged: isMerged(other.community.code))
            }
    }

    /// - Throws: `ScenarioFault`, also where there is more than anybody takes.
    static func bytes(_ name: String, in directory: URL) throws -> [UInt8] {
        do {
            return Array(try InputFile.read(URL(filePath: name, relativeTo: directory).path))
        } catch let fault as UnreadableFile {
            guard !exists(name, in: directory) else { throw ScenarioFault(file: name, reason: fault.reason) }
            throw ScenarioFault(file: name, reason: "there is no such file\(instead(of: name, in: directory))")
        }
    }

    /// How a refusal of a file that is not there goes on: what lies in its folder instead.
    static func instead(of name: String, in directory: URL) -> String {
        let folder = name.lastIndex(of: "/").map { String(name[...$0]) } ?? ""
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(
                atPath: URL(filePath: folder.isEmpty ? "." : folder, relativeTo: directory).path
            ).sorted()
        } catch {
            return "; there is no folder \(folder)"
        }
        if let near = Spelling.nearest(to: String(name.dropFirst(folder.count)), among: names) {
            return "; is \(folder)\(near) meant?"
        }
        return Spelling.list(names.filter { $0.hasSuffix(".csv") }.map { folder + $0 })
    }

    static func isFolder(_ name: String, in directory: URL) -> Bool {
        FileManager.default.fileExists(atPath: URL(filePath: name, relativeTo: directory).path + "/")
    }

    /// Whether there is such a name, even of a link to nothing: that is not a file that was left out.
    static func exists(_ name: String, in directory: URL) -> Bool {
        var facts = stat()
        return lstat(URL(filePath: name, relativeTo: directory).path, &facts) == 0
    }

    /// What a file says, and the lines on which the items of one of its lists begin.
    private static func yaml<Value: Codable>(
        _ type: Value.Type, _ name: String, in directory: URL, list: String
    ) throws -> (Value, [Int]) {
        do {
            let file = try StrictYAML(try bytes(name, in: directory), name: name)
            return (try file.decode(type), file.lines(of: list))
        } catch let fault as BadFile {
            throw ScenarioFault(file: fault.file, reason: fault.reason)
        }
    }

    static func rules(_ name: String, in directory: URL) throws -> RulePack {
        do {
            return try RulePackReader.pack(at: URL(filePath: name, relativeTo: directory).path)
        } catch let fault as BadFile {
            throw ScenarioFault(file: beside(name, fault.file), reason: fault.reason)
        } catch let fault as UnreadableFile {
            let file = beside(name, fault.path)
            guard !exists(file, in: directory) else { throw ScenarioFault(file: file, reason: fault.reason) }
            let remedy = file == name ? instead(of: name, in: directory) : "; \(name) extends it"
            throw ScenarioFault(file: file, reason: "there is no such file\(remedy)")
        }
    }

    /// The pack itself, or the one that it extends, which lies beside it.
    private static func beside(_ name: String, _ path: String) -> String {
        String(name[..<(name.lastIndex(of: "/").map(name.index(after:)) ?? name.startIndex)])
            + URL(filePath: path).lastPathComponent
    }

    /// The rows of a file; none where an optional one is not there.
    static func rows(
        _ name: String, in directory: URL, columns: [String], optional: [String] = []
    ) throws -> [CSVRow] {
        guard exists(name, in: directory) else { return [] }
        return try rows(of: bytes(name, in: directory), name, columns: columns, optional: optional)
    }

    /// - Throws: `ScenarioFault` with the first fault of the file's form.
    static func rows(
        of bytes: [UInt8], _ name: String, columns: [String], optional: [String] = []
    ) throws -> [CSVRow] {
        let file = CSVFile(bytes, columns: columns, optional: optional)
        if let fault = file.faults.listed.first { throw ScenarioFault(file: name, fault) }
        return file.rows
    }
}

/// A scenario cannot be played as it is written.
struct ScenarioFault: ExitStatusError {
    let file: String
    let reason: String

    init(file: String, reason: String) {
        self.file = file
        self.reason = reason
    }

    init(file: String, _ fault: CSVFault) {
        self.init(file: file, reason: fault.description)
    }

    var exitStatus: ExitStatus { .usage }
    var message: String { "\(file): \(reason)" }
}
