import Foundation
import Testing

@testable import LocalDistrict

@Suite struct ScratchFolderTests {
    @Test(
        "files lie in memory only where there is room for them",
        arguments: [
            (memory: "/var/tmp", room: UInt64(1), chosen: "/var/tmp"),
            ("/var/tmp", .max, "/tmp"),
            ("/proc", 1, "/tmp"),
            ("/nowhere", 0, "/tmp"),
        ])
    func choice(memory: String, room: UInt64, chosen: String) {
        #expect(ScratchFolder.choose(from: memory, room: room) == chosen)
    }

    @Test func `what a killed process left is removed on disk as well as in memory, and nothing else is`() async throws
    {
        let child = try await ChildProcess.start(ChildProcess.Command("/bin/true", []))
        #expect(try await child.exited() == .exited(0))
        let prefix = "scratch-test-\(UUID())-"
        let folders = Set(["/tmp", ScratchFolder.path])
        for folder in folders {
            for owner in [child.pid, getpid()] {
                try FileManager.default.createDirectory(
                    atPath: "\(folder)/\(prefix)\(owner)/data", withIntermediateDirectories: true)
            }
        }
        try ScratchFolder.removeLeftovers(prefix)
        for folder in folders {
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/\(prefix)\(child.pid)"))
            #expect(FileManager.default.fileExists(atPath: "\(folder)/\(prefix)\(getpid())"))
            try FileManager.default.removeItem(atPath: "\(folder)/\(prefix)\(getpid())")
        }
    }
}
