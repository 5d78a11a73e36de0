import ArgumentParser
import Foundation
import Model

/// Secrets from a file or standard input, one a line: an argument would be seen by everybody on the machine.
struct SecretLines: ParsableArguments {
    @Option(help: "The file with the secrets, one a line; - is standard input.", completion: .file())
    var secrets = "-"

    /// The first lines, without those that are empty.
    ///
    /// - Throws: `UnreadableFile` when there are too few, or when they are not UTF-8: what stands for the letters that
    ///   could not be read would be the same for many secrets.
    func read(atLeast count: Int) throws -> [String] {
        guard let text = String(validating: Array(try InputFile.read(secrets)), as: UTF8.self) else {
            throw UnreadableFile(path: secrets, reason: "is not UTF-8")
        }
        let lines = text.split(whereSeparator: \.isNewline).map(String.init)
        guard lines.count >= count else {
            throw UnreadableFile(path: secrets, reason: "has not \(English.counted(count, "line"))")
        }
        return lines
    }
}

/// What a dry run shows where a secret would stand.
enum Withheld {
    static let text = "(withheld)"
}
