import ArgumentParser
import Foundation

/// A name and a telephone number from a file or standard input: everybody on a machine can read arguments.
struct PersonalLines: ParsableArguments {
    @Option(
        help: "The file with the name and, on a second line, a telephone number; - is standard input.",
        completion: .file())
    var file = "-"

    /// - Throws: `UnreadableFile` when there is no name, or more than the two lines.
    func read() throws -> (name: String, phone: String?) {
        let source = file == "-" ? "Standard input" : file
        guard let text = String(bytes: try InputFile.read(file), encoding: .utf8) else {
            throw UnreadableFile(path: source, reason: "is not UTF-8")
        }
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
        guard let name = lines.first else { throw UnreadableFile(path: source, reason: "holds no name") }
        guard lines.count <= 2 else { throw UnreadableFile(path: source, reason: "has more than two lines") }
        return (name, lines.count > 1 ? lines[1] : nil)
    }
}
