import FoundationEssentials

/// The end of a log file, for an error message.
enum LogTail {
    /// The last lines, or none when there is no such file.
    static func lines(of path: String, count: Int) -> [String] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        return String(decoding: data.suffix(16_384), as: UTF8.self)
            .split(separator: "\n").suffix(count).map(String.init)
    }
}
