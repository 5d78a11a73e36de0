import Foundation
import Model
import TestSupport

@testable import LocalDistrict

/// A second process of every service of a district, and a gateway in front of both that gives them requests by turns.
struct SecondProcesses: Sendable {
    /// The gateway.
    let url: String
    private let ports: [ServiceName: Int]
    private let board: StatusBoard

    /// Starts them, and ends them in order when `body` has returned or thrown.
    static func run(beside district: District, _ body: (SecondProcesses) async throws -> Void) async throws {
        let directory = DistrictDirectory("/tmp/tongti-second-\(UUID().uuidString)")
        try directory.prepare(fresh: true)
        let gateway = try FreePort.reserve()
        let ports = Dictionary(uniqueKeysWithValues: try ServiceName.allCases.map { ($0, try FreePort.reserve()) })
        let second = SecondProcesses(url: "http://127.0.0.1:\(gateway)", ports: ports, board: StatusBoard())
        let programs = try second.programs(beside: district, gateway: gateway, directory)
        let supervisors = programs.map { part, program in
            Supervisor(part: part, program: program, board: second.board, directory: directory)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for supervisor in supervisors { group.addTask { try await supervisor.run() } }
            let outcome: Result<Void, any Error>
            do {
                for part in programs.keys { _ = try await second.board.wait(for: part) { $0.phase == .ready } }
                outcome = .success(try await body(second))
            } catch {
                outcome = .failure(error)
            }
            for supervisor in supervisors { try await supervisor.stop(grace: .seconds(10)) }
            try await group.waitForAll()
            try directory.remove()
            try outcome.get()
        }
    }

    private func programs(
        beside district: District, gateway: Int, _ directory: DistrictDirectory
    ) throws -> [DistrictPart: any Program] {
        var programs: [DistrictPart: any Program] = [:]
        for (service, port) in ports {
            let first = try district.command(of: service)
            let part = DistrictPart.service(service)
            programs[part] = ServiceProgram(
                executable: first.executable, port: port,
                environment: first.environment.merging(["TONGTI_HTTP_PORT": "\(port)"]) { $1 },
                log: directory.log(of: part))
        }
        let processes = district.state.parts.compactMap { part -> (ServiceName, [Int])? in
            guard case .service(let service) = part.part, let second = ports[service] else { return nil }
            return (service, [part.port, second])
        }
        programs[.gateway] = GatewayProgram(
            port: gateway, servicePorts: Dictionary(uniqueKeysWithValues: processes),
            templates: SourceRoot.path + "/deploy/nginx", folder: "\(directory.data)/gateway",
            log: directory.log(of: .gateway))
        return programs
    }

    /// Ends one at once, as a crash would, and returns when its end has been seen; it is restarted by itself.
    func kill9(_ service: ServiceName) async throws {
        try await board.signal(.service(service), SIGKILL)
    }

    func awaitReady() async throws {
        for service in ServiceName.allCases {
            _ = try await board.wait(for: .service(service)) { $0.phase == .ready }
        }
    }

    /// How often each was started.
    var starts: [ServiceName: Int] {
        Dictionary(uniqueKeysWithValues: ServiceName.allCases.map { ($0, board[.service($0)].starts) })
    }
}
