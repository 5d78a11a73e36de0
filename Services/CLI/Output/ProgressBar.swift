/// How far a long command has come, on standard error and only when somebody watches.
struct ProgressBar {
    private let total: Int
    private let isShown = Output.isWatched
    private var lastShown = -1

    init(total: Int) { self.total = max(1, total) }

    mutating func show(_ done: Int, _ label: String) {
        guard isShown else { return }
        let percent = min(100, done * 100 / total)
        let line = Self.line(percent: percent, label: label)
        guard percent != lastShown || !label.isEmpty else { return }
        lastShown = percent
        Output.write(toStandardError: "\r\u{1B}[2K" + line)
    }

    /// Ends the line of the bar.
    func finish() { Self.makeRoom(isShown: isShown) }

    /// Takes away what stands on the line of a bar, for a line of talk; the bar comes again with its next step.
    static func makeRoom(isShown: Bool = Output.isWatched) {
        if isShown { Output.write(toStandardError: "\r\u{1B}[2K") }
    }

    static func line(percent: Int, label: String) -> String {
        let filled = percent * 30 / 100
        let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: 30 - filled)
        let number = String(percent)
        return bar + String(repeating: " ", count: 4 - number.count) + number + "%  " + Terminal.printable(label)
    }
}
