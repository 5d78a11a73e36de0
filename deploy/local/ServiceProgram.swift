import FoundationEssentials
import Glibc
import Model

/// One of the five services, with its settings in the environment.
struct ServiceProgram: Program {
    let executable: String
    let port: Int
    let environment: [String: String]
    let log: String

    /// A service stops taking requests, finishes those it has, and hands its last events to Kafka.
    var stopSignal: Int32 { SIGTERM }

    func prepare() async throws {
        guard FileManager.default.isExecutableFile(atPath: executable) else {
            throw LaunchError(program: executable, reason: "has not been built")
        }
    }

    func command() -> ChildProcess.Command {
        ChildProcess.Command(executable, environment: environment, log: log)
    }

    func isReady() async -> Bool {
        await HTTPProbe.succeeds(port: port, path: "/readyz")
    }
}

extension ServiceName {
    /// The executable's name in the build folder.
    var executable: String {
        switch self {
        case .registry: "RegistryServer"
        case .ballots: "BallotsServer"
        case .funds: "FundsServer"
        case .workorders: "WorkOrdersServer"
        case .notices: "NoticesServer"
        }
    }
}
