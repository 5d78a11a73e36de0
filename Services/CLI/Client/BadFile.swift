/// A file that was read and cannot be used as it is written.
struct BadFile: ExitStatusError {
    let file: String
    /// The place in it and what is wrong there.
    let reason: String

    var exitStatus: ExitStatus { .refused }
    var message: String { "\(file): \(reason)" }
}
