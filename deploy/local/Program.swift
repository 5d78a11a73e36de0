/// What the supervisor has to know of a server to keep it running: `PostgresServer`, `Broker`, the five services and the
/// gateway each are one.
package protocol Program: Sendable {
    /// Everything that has to be there before the first start, such as a data directory. Called before each start,
    /// so it has to be quick when there is nothing to do.
    func prepare() async throws

    /// The process to run now; a start may differ from the last (the broker takes a fresh cluster id each time).
    func command() throws -> ChildProcess.Command

    /// Whether the running server answers what it is for.
    func isReady() async -> Bool

    /// The signal that ends it in order.
    var stopSignal: Int32 { get }
}
