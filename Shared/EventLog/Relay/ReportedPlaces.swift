/// The places of delivered events as the client reports them, of which some are made up.
///
/// Of a batch whose place the broker no longer knew the first event is reported at -1, and the client counts on from there. A
/// batch may end in a later page than it began.
struct ReportedPlaces {
    private var madeUp: Int64?

    /// Those that the broker has said; one that follows a made-up place is taken for made up as well.
    mutating func known(among reported: [Int64]) -> [Int64] {
        reported.filter { place in
            let isMadeUp = place < 0 || place - 1 == madeUp
            madeUp = isMadeUp ? place : nil
            return !isMadeUp
        }
    }
}
