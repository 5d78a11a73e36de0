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
}
