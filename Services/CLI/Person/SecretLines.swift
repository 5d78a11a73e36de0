import ArgumentParser
import Foundation
import Model

/// Secrets from a file or standard input, one a line: an argument would be seen by everybody on the machine.
struct SecretLines: ParsableArguments {
    @Option(help: "The file with the secrets, one a line; - is standard input.", completion: .file())
    var secrets = "-"

    /// The first lines, without those that are empty.
    ///
    /// - Throws: `UnreadableFile` when there are too few.
    func read(atLeast count: Int) throws -> [String] {
        let text = String(decoding: try InputFile.read(secrets), as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline).map(String.init)
        guard lines.count >= count else {
            let name = secrets == "-" ? "Standard input" : secrets
            throw UnreadableFile(path: name, reason: "has not \(English.counted(count, "line"))")
        }
        return lines
    }
}

/// What a dry run shows where a secret would stand.
enum Withheld {
    static let text = "(withheld)"
}
