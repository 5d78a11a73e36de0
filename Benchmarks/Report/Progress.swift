import Foundation

/// What goes on, for the one who waits; figures go to standard output.
enum Progress {
    static func say(_ text: String) {
        FileHandle.standardError.write(Data("\(text)\n".utf8))
    }
}
