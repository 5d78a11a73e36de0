import Synchronization

/// How much of the files that callers send a process holds at once.
///
/// The gateway keeps none of them (decision 72), so that nothing else bounds what those who may send them take together of the
/// process's memory. One person's files leave half of it to the others, unless it is a single one.
final class FileRoom: Sendable {
    private let limit: Int
    private let held = Mutex(Held())

    private struct Held {
        var bytes = 0
        /// By the person's id.
        var ofPerson: [String: Int] = [:]
    }

    /// - Parameter limit: bytes.
    init(limit: Int) { self.limit = limit }

    /// Room for a body of so many bytes.
    ///
    /// - Throws: `Problem` when there is not so much left.
    func take(_ bytes: Int, for person: String) throws(Problem) -> Share {
        let refusal: Problem? = held.withLock { held in
            let own = held.ofPerson[person, default: 0]
            guard own == 0 || bytes <= limit / 2 - own else { return .tooManyOwnFiles }
            guard bytes <= limit - held.bytes else { return .tooManyFiles }
            held.bytes += bytes
            held.ofPerson[person] = own + bytes
            return nil
        }
        if let refusal { throw refusal }
        return Share(of: self, bytes: bytes, person: person)
    }

    private func giveBack(_ bytes: Int, of person: String) {
        held.withLock { held in
            held.bytes -= bytes
            let rest = held.ofPerson[person, default: 0] - bytes
            held.ofPerson[person] = rest > 0 ? rest : nil
        }
    }

    /// Given back when it is let go of.
    final class Share: Sendable {
        private let room: FileRoom
        private let bytes: Int
        private let person: String

        fileprivate init(of room: FileRoom, bytes: Int, person: String) {
            self.room = room
            self.bytes = bytes
            self.person = person
        }

        deinit { room.giveBack(bytes, of: person) }
    }
}
