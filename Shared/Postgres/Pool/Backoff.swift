/// Pauses that double up to a ceiling, shortened at random so that many who failed together do not return together.
struct Backoff {
    private var next: Duration
    private let ceiling: Duration

    init(from first: Duration, to ceiling: Duration) {
        self.next = first
        self.ceiling = ceiling
    }

    mutating func pause() -> Duration {
        defer { next = min(next * 2, ceiling) }
        return next * Double.random(in: 0.5...1)
    }
}
