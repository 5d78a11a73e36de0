import Foundation
import LocalDistrict
import Model

/// What is known of the machine, and of the certificate.
extension Judgement {
    /// Databases need room to write before they can remove anything.
    private static let leastFree: UInt64 = 1 << 30
    private static let leastDays: Int64 = 14

    var parts: [Finding]? {
        guard let local else { return nil }
        let troubles = local.state.parts.compactMap { part in
            part.phase == .ready ? death(of: part, since: local.state) : absence(of: part)
        }
        return troubles + replacement(local.replaced)
    }

    private func absence(of part: DistrictState.Part) -> Finding {
        let name = part.part.description
        let end = part.lastEnd.map { "; what ended it: \($0)" } ?? ""
        return Finding(
            area: .parts, about: [name], says: "\(name) is \(part.phase.rawValue)\(end).",
            means:
                "It is started again by itself, later and later while that fails. What it does is not done meanwhile.",
            next: commands.log(of: name))
    }

    private func death(of part: DistrictState.Part, since state: DistrictState) -> Finding? {
        // Who restarts a part ends it in order.
        let orders = [
            "\(ChildProcess.ExitStatus.exited(0))", "\(ChildProcess.ExitStatus.killed(signal: part.stopSignal))",
        ]
        guard part.starts > 1, let end = part.lastEnd, !orders.contains(end) else { return nil }
        let name = part.part.description
        let begun = Timestamp(microseconds: Int64(state.startedAt.timeIntervalSince1970) * 1_000_000)
        let ends = part.starts == 2 ? "once" : "\(part.starts - 1) times"
        return Finding(
            area: .parts, about: [name],
            says: "\(name) has ended \(ends) since \(begun), the last time by: \(end). It is back.",
            means:
                "Whoever used it at that moment was refused; nothing that was recorded is lost. It may happen again.",
            next: "\(commands.log(of: name)); when that is dealt with, tongti dev restart \(name)")
    }

    private func replacement(_ parts: [DistrictPart]) -> [Finding] {
        guard let first = parts.first else { return [] }
        let names = parts.map(\.description)
        return [
            Finding(
                area: .parts, about: names,
                says: "\(Words.list(names)) \(parts.count == 1 ? "runs" : "run") a program that was replaced since.",
                means: "What is new in it holds only after a restart; until then parts may be of different versions.",
                next: "tongti dev restart \(first)\(parts.count == 1 ? "" : ", and so the others")")
        ]
    }

    var disk: [Finding]? {
        guard let local, let free = local.free else { return nil }
        guard free < Self.leastFree else { return [] }
        return [
            Finding(
                area: .disk, about: [], says: "\(free >> 20) MB are free where the data lie, in \(local.data).",
                means:
                    "A database that cannot write takes no vote and no payment any more. What was recorded is kept.",
                next: "make room there; \(commands.status)")
        ]
    }

    var certificateEnd: [Finding]? {
        guard let certificate else { return nil }
        switch certificate {
        case .unread(let reason):
            // Who shows none has been told of already.
            guard view.gatewayFault == nil else { return nil }
            return [
                Finding(
                    area: .certificate, about: ["gateway"],
                    says: "Until when the gateway's certificate is good could not be read: \(reason).",
                    means: "After its end browsers warn of the site, and people stay away from it.",
                    next: "openssl s_client -connect HOST:443; deploy/README.md, \u{201C}HTTPS\u{201D}")
            ]
        case .ends(let end):
            let left = end.microseconds - now.microseconds
            guard left < Self.leastDays * 86_400_000_000 else { return [] }
            let says = left < 0 ? "has ended" : "ends in \(Words.length(microseconds: left))"
            return [
                Finding(
                    area: .certificate, about: ["gateway"], says: "The gateway's certificate \(says): \(end).",
                    means: "After its end browsers warn of the site, programs refuse it, and nobody votes or pays.",
                    next: "renew it: deploy/README.md, \u{201C}HTTPS\u{201D}")
            ]
        }
    }
}
