import LocalDistrict
import TestSupport
import Testing

struct GeneratedScenariosTests {
    @Test func `the committed scenarios are what their generator writes`() async throws {
        try await ChildProcess.finish(
            .init("/usr/bin/python3", [SourceRoot.path + "/deploy/scenarios/generate.py", "--check"], log: nil))
    }
}
