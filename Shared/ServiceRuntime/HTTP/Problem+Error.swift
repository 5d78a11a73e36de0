import EventLog
import Model
import NIOCore
import NIOHTTP1
import Postgres

extension Problem {
    /// What a caller is told of any error.
    ///
    /// Only a ``ProblemConvertible`` speaks for itself; of the rest a caller learns whether it is worth trying again, and
    /// nothing about the inside.
    package init(describing error: any Error) {
        switch error {
        case let error as any ProblemConvertible:
            self = error.problem
        case let error as InvalidValue:
            self = .badRequest(error.phrase)
        case let error as ArithmeticOverflow:
            self = .badRequest(Phrase(zh: "数额太大", en: error.description))
        case let error as EventLogError:
            self.init(error)
        case let error as PostgresError where error.outcomeUnknown:
            self = .outcomeUnknown
        case let error as PostgresError where error.isRetriable || [.closed, .cancelled].contains(error.kind):
            self = .unavailable
        case is CancellationError:
            self = .unavailable
        case is HTTPParserError:
            self = .badRequest(Phrase(zh: "HTTP 格式不正确", en: "The request is not proper HTTP"))
        case is RequestDeadlineExceeded:
            self = .requestTimeout
        case is ChannelError:
            self = .badRequest(Phrase(zh: "连接已中断", en: "The connection was cut"))
        default:
            self = .internalError
        }
    }

    private init(_ error: EventLogError) {
        self =
            switch error {
            case .overloaded: .tooManyRequests
            case .unavailable, .stopping, .historyLost: .unavailable
            case .outcomeUnknown: .outcomeUnknown
            case .keyReused: .idempotencyKeyReuse
            }
    }
}
