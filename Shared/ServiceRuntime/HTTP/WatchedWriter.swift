import HTTPTypes
import Hummingbird
import NIOCore

/// Hands on what is made while it is sent, so that a reader who has gone is told from an answer that cannot be made.
struct WatchedWriter: ResponseBodyWriter {
    var writer: any ResponseBodyWriter

    mutating func write(_ buffer: ByteBuffer) async throws {
        do { try await writer.write(buffer) } catch { throw ReaderLost(cause: error) }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        do { try await writer.finish(trailingHeaders) } catch { throw ReaderLost(cause: error) }
    }
}

/// The connection of a reader ended before the answer did.
struct ReaderLost: Error, CustomStringConvertible {
    let cause: any Error

    var description: String { "the reader has gone: \(cause)" }
}
