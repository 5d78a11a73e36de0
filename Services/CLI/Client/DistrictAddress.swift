import Foundation
import Glibc
import LocalDistrict

/// Where a district answers, and its internal key where that can be read.
struct DistrictAddress: Sendable {
    /// The gateway, without a slash at the end.
    let url: String
    /// The file with the key for the development token issuer; only a local district's user has it.
    let internalKeyFile: String?

    init(url: String, internalKeyFile: String?) {
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.internalKeyFile = internalKeyFile
    }

    /// Whether it is reached by TLS.
    var isSecure: Bool { url.lowercased().hasPrefix("https:") }

    /// The district at `url`, or without one the local district that runs.
    ///
    /// - Throws: `NoDistrict` when no address is given and no local district runs; `BadAddress`.
    static func find(url: String?) throws -> DistrictAddress {
        let keyFile = Surroundings.variable("TONGTI_INTERNAL_KEY_FILE")
        guard let url else {
            guard let state = runningDistricts().first else { throw NoDistrict() }
            return DistrictAddress(url: state.url, internalKeyFile: keyFile ?? state.internalKeyFile)
        }
        try check(url)
        let address = DistrictAddress(url: url, internalKeyFile: keyFile)
        guard keyFile == nil, let state = address.localDistrict else { return address }
        return DistrictAddress(url: url, internalKeyFile: state.internalKeyFile)
    }

    /// The local district that answers here, where there is one that this user can see.
    var localDistrict: DistrictState? { Self.runningDistricts().first { $0.url == url } }

    /// What calls are put behind has a host, and nothing that would go on after it or be lost on the way.
    private static func check(_ url: String) throws {
        guard let parts = URLComponents(string: url), ["http", "https"].contains(parts.scheme?.lowercased()),
            parts.host?.isEmpty == false, parts.port.map({ (1...65_535).contains($0) }) ?? true,
            parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil
        else { throw BadAddress() }
    }

    /// The key that the processes of the district share.
    ///
    /// - Throws: `NoInternalKey` when this user has none.
    func internalKey() throws -> String {
        guard let internalKeyFile else { throw NoInternalKey(reason: "no local district runs at \(url)") }
        do {
            let content = try String(contentsOfFile: internalKeyFile, encoding: .utf8)
            return String(content.prefix { !$0.isNewline })
        } catch {
            throw NoInternalKey(reason: "\(internalKeyFile) cannot be read")
        }
    }

    /// The districts that have a state file in `TONGTI_DISTRICT`, or below `.local` of this folder or of the clone, the
    /// latest first.
    private static func runningDistricts() -> [DistrictState] {
        let folders = [Surroundings.variable("TONGTI_DISTRICT"), ".local", clone.map { $0 + "/.local" }]
            .compactMap(\.self)
        let states = folders.flatMap { folder in
            ([folder] + children(of: folder).map { "\(folder)/\($0)" }).compactMap(runningDistrict)
        }
        return states.sorted { $0.startedAt > $1.startedAt }
    }

    /// The clone that this program was built in; an installed program has none around it.
    private static var clone: String? {
        do {
            return try BuildFolder.current().root
        } catch {
            return nil
        }
    }

    private static func children(of folder: String) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            // Without the folder there is no local district in it.
            return []
        }
    }

    private static func runningDistrict(in folder: String) -> DistrictState? {
        do {
            let state = try DistrictState.read(in: DistrictDirectory(folder))
            let isAlive = kill(state.supervisor, 0) == 0 || errno == EPERM
            return isAlive ? state : nil
        } catch {
            // A folder without a state file of ours is none of a district.
            return nil
        }
    }
}

extension DistrictState {
    fileprivate var internalKeyFile: String { "\(secrets)/internal.key" }
}

/// Nobody said where the district is, and none runs here.
struct NoDistrict: ExitStatusError {
    var exitStatus: ExitStatus { .unreachable }
    var message: String { "No district runs here. Start one with deploy/dev up, or name one with --url." }
}

/// What was given as the address of a district is none; it is not repeated, for it may hold somebody's passphrase.
struct BadAddress: ExitStatusError {
    var exitStatus: ExitStatus { .usage }
    var message: String {
        "A district's address is http://HOST or https://HOST, with :PORT and a path where it has them, and no more."
    }
}

/// A token was to be made, but the key for that is not at hand.
struct NoInternalKey: ExitStatusError {
    let reason: String

    var exitStatus: ExitStatus { .usage }
    var message: String {
        "--as works with a local district only: \(reason). Use --token, or set TONGTI_INTERNAL_KEY_FILE."
    }
}
