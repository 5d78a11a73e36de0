import FoundationEssentials

/// The end of a log file, as far as its last bytes hold it.
package enum LogTail {
    /// The last lines, or none when there is no such file.
    package static func lines(of path: String, count: Int, within bytes: Int = 16_384) -> [String] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        return String(decoding: data.suffix(bytes), as: UTF8.self)
            .split(separator: "\n").suffix(count).map(String.init)
    }
}
