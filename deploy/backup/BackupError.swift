package import Model

/// Why a backup is not made or not restored, in words for the person who asked for it.
package enum BackupError: Error, CustomStringConvertible {
    /// What is wished does not go with what is there.
    case refused(String)
    /// A file or folder cannot be used.
    case unusable(path: String, reason: String)
    /// A server does not answer, or not as it should.
    case unanswered(ServiceName, String)
    /// A program did not do what it was for.
    case failed(ServiceName, String)
    /// What is in the archive is not what was written there.
    case damaged(ServiceName, String)

    package var description: String {
        switch self {
        case .refused(let reason): reason
        case .unusable(let path, let reason): "\(path): \(reason)"
        case .unanswered(let service, let reason): "the server of \(service.rawValue) does not answer: \(reason)"
        case .failed(let service, let reason), .damaged(let service, let reason): "\(service.rawValue): \(reason)"
        }
    }
}
