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
        let kept = ["\(getpid())", "\(child.pid)th", "notes-\(child.pid)"].map { prefix + $0 }
        let removed = ["\(child.pid)", "\(child.pid)-0"].map { prefix + $0 }
        for folder in folders {
            for name in kept + removed {
                try FileManager.default.createDirectory(
                    atPath: "\(folder)/\(name)/data", withIntermediateDirectories: true)
            }
        }
        try ScratchFolder.removeLeftovers(prefix)
        for folder in folders {
            let left = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix(prefix) }
            #expect(Set(left) == Set(kept))
            for name in left { try FileManager.default.removeItem(atPath: "\(folder)/\(name)") }
        }
    }
}
