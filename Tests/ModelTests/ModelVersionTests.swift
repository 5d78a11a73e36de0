import Testing

@testable import Model

struct ModelVersionTests {
    @Test func `who knows another event, rule or year is of another version`() {
        let own = ModelVersion.digest(events: ["a", "b"], rules: ["r"], years: [1])
        #expect(own == ModelVersion.digest(events: ["b", "a"], rules: ["r"], years: [1]))
        let others = [
            ModelVersion.digest(events: ["a"], rules: ["r"], years: [1]),
            ModelVersion.digest(events: ["a", "b"], rules: ["r", "s"], years: [1]),
            ModelVersion.digest(events: ["a", "b"], rules: ["r"], years: [1, 2]),
            ModelVersion.digest(events: ["a"], rules: ["b", "r"], years: [1]),
        ]
        #expect(Set(others + [own]).count == 5)
    }
}
