/// Runs `body`, which adds what it starts, and stops all of it then, whatever way `body` went.
///
/// - Throws: what `body` throws, else why something could not be stopped. What fails besides is told: where something
///   failed before, that is what people need to hear.
func running<Started, R>(
    _ body: (inout [Started]) async throws -> R, stopping stop: (Started) async throws -> Void,
    telling tell: (String) -> Void
) async throws -> R {
    var started: [Started] = []
    var result: Result<R, any Error>
    do {
        result = .success(try await body(&started))
    } catch {
        result = .failure(error)
    }
    for one in started {
        do {
            try await stop(one)
        } catch {
            if case .success = result { result = .failure(error) } else { tell("\(error)") }
        }
    }
    return try result.get()
}
