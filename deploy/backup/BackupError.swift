package import Model

/// Why a backup is not made or not restored, in words for the person who asked for it.
package enum BackupError: Error, CustomStringConvertible {
    /// A file or folder cannot be used.
    case unusable(path: String, reason: String)
    /// Another process works in the archive.
    case busy(path: String)
    /// A server does not answer, or not as it should.
    case unanswered(ServiceName, reason: String)
    /// A program did not do what it was for.
    case failed(ServiceName, doing: String, reason: String)
    /// The archive is of another server, or of the same one before it was restored.
    case anotherHistory(ServiceName, archive: String, reason: String)
    /// Nothing in the archive leads to what is wanted.
    case notRestorable(reason: String)
    /// What is in the archive is not what was written there.
    case damaged(ServiceName, reason: String)

    package var description: String {
        switch self {
        case .unusable(let path, let reason): "\(path): \(reason)"
        case .busy(let path): "\(path): another process is at work there"
        case .unanswered(let service, let reason): "the server of \(service.rawValue) does not answer: \(reason)"
        case .failed(let service, let deed, let reason): "\(service.rawValue): \(deed) failed: \(reason)"
        case .anotherHistory(let service, let archive, let reason):
            "\(archive) is of another history of \(service.rawValue): \(reason); begin a new folder"
        case .notRestorable(let reason): reason
        case .damaged(let service, let reason): "\(service.rawValue): \(reason)"
        }
    }
}
