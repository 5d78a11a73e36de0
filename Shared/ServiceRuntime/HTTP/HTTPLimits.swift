package import NIOCore

/// What one client may take of a process.
package struct HTTPLimits: Sendable {
    /// All header fields of a request together, in bytes; more is answered by 431.
    package var headerBytes = 16 * 1024
    package var headerFields = 100
    package var connections = 512
    /// Event streams among the connections.
    ///
    /// They stay open, so there must be fewer of them, or the readers of boards could lock everybody else out, the
    /// checks of health included.
    package var streams = 384
    /// Bytes of files, which are bodies of routes that take more than ``body``, that are held at once.
    package var files = 64 << 20
    /// Bytes of the longest body that is no file.
    package static let body = 1 << 20
    /// From the opening of a connection to the end of its first head.
    package var head = TimeAmount.seconds(10)
    /// From the end of a head to the end of the answer, however lively the client is in between.
    package var request = TimeAmount.seconds(30)
    /// Between two requests of a connection, and for one write to an event stream.
    package var idle = TimeAmount.seconds(30)
    /// For a client to take the answer to a request that was not read to its end.
    package var farewell = TimeAmount.seconds(2)

    package init() {}
}
