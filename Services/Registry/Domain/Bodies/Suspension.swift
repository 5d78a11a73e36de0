import Model

/// A time in which a member keeps the seat, but neither votes nor acts (R-B-07).
///
/// The seat is not vacant, so no alternate moves up; a deputy presides for a suspended chair.
struct Suspension: Sendable, Equatable {
    let from: Day
    /// The last day; nil: until it is decided.
    let until: Day?
    let cause: SuspensionCause
    let decidedBy: RuleException.Authority
    /// Once the end was published.
    var ended: Ended?

    struct Ended: Sendable, Equatable {
        let lastDay: Day
        let how: SuspensionEnd
    }

    func holds(on day: Day) -> Bool {
        guard from <= day, until.map({ day <= $0 }) ?? true else { return false }
        return ended.map { day <= $0.lastDay } ?? true
    }
}

extension Body.Seating {
    /// The suspension of which no end was published.
    var openSuspension: Suspension? { suspensions.first { $0.ended == nil } }

    func isSuspended(on day: Day) -> Bool { suspensions.contains { $0.holds(on: day) } }
}

extension Body {
    /// Members who may vote and act on a day.
    func acting(on day: Day) -> [Seating] { serving.filter { !$0.isSuspended(on: day) } }

    /// The seat of the deputy who presides for a suspended chair; nil where nobody has to, or can.
    func actingChair(on day: Day) -> Int64? {
        guard let chair = serving.first(where: { $0.office == .chair }), chair.isSuspended(on: day) else { return nil }
        return acting(on: day).first { $0.office == .deputy }?.seat
    }

    /// Whether more than half of the members can act, without whom nothing is decided (R-B-06).
    func canDecide(on day: Day) -> Bool { acting(on: day).count * 2 > serving.count }

    mutating func suspend(
        _ seat: Int64, _ suspension: Suspension, today: Day
    ) throws(BodyRefusal) -> BodyMemberSuspended {
        let index = try index(of: seat)
        let seating = seatings[index]
        guard suspension.from >= seating.since else {
            throw .invalid(
                "from", zh: "早于任职开始的 \(seating.since)", en: "is before \(seating.since), when they took the seat")
        }
        if let until = suspension.until, until < suspension.from {
            throw .invalid("until", zh: "早于开始日期", en: "is before the first day")
        }
        if let until = suspension.until, until < today {
            throw .invalid("until", zh: "早于今天 \(today)", en: "is before today, \(today)")
        }
        guard seating.openSuspension == nil else {
            throw .conflict("seat", zh: "已经暂停履职", en: "is suspended already")
        }
        if let last = seating.suspensions.compactMap({ $0.ended?.lastDay }).max(), suspension.from <= last {
            throw .invalid("from", zh: "不晚于上一次暂停的最后一天 \(last)", en: "is not after \(last), when the last one ended")
        }
        seatings[index].suspensions.append(suspension)
        return BodyMemberSuspended(
            body: code, kind: kind, member: seating.member, seat: seat, office: seating.office, cause: suspension.cause,
            from: suspension.from, until: suspension.until, serving: Int64(serving.count),
            acting: Int64(acting(on: today).count), actingChair: actingChair(on: today))
    }

    /// Lets a suspended member act again from that day on.
    mutating func reinstate(_ seat: Int64, on day: Day, today: Day) throws(BodyRefusal) -> BodySuspensionEnded {
        let index = try index(of: seat)
        guard let open = seatings[index].openSuspension else {
            throw .conflict("seat", zh: "没有暂停履职", en: "is not suspended")
        }
        guard day > open.from else {
            throw .invalid("on", zh: "应晚于暂停开始的 \(open.from)", en: "is not after \(open.from), when it began")
        }
        return end(open, at: index, lastDay: day.advanced(by: -1), .lifted, today)
    }

    /// Ends the suspensions whose last day is over, and gives the facts to publish.
    mutating func lapseSuspensions(on day: Day) -> [BodySuspensionEnded] {
        guard ending == nil else { return [] }
        var facts: [BodySuspensionEnded] = []
        for index in seatings.indices where seatings[index].until == nil {
            guard let open = seatings[index].openSuspension, let until = open.until, until < day else { continue }
            facts.append(end(open, at: index, lastDay: until, .lapsed, day))
        }
        return facts
    }

    private mutating func end(
        _ open: Suspension, at index: Int, lastDay: Day, _ how: SuspensionEnd, _ today: Day
    ) -> BodySuspensionEnded {
        var over = open
        over.ended = Suspension.Ended(lastDay: lastDay, how: how)
        seatings[index].suspensions.removeAll { $0.ended == nil }
        seatings[index].suspensions.append(over)
        return BodySuspensionEnded(
            body: code, kind: kind, member: seatings[index].member, seat: seatings[index].seat, lastDay: lastDay,
            end: how, serving: Int64(serving.count), acting: Int64(acting(on: today).count))
    }

    private func index(of seat: Int64) throws(BodyRefusal) -> Int {
        guard let index = seatings.firstIndex(where: { $0.seat == seat && $0.until == nil }) else {
            throw .invalid("seat", zh: "这个席位没有成员", en: "nobody has the seat \(seat)")
        }
        return index
    }
}
