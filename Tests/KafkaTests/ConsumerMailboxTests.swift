import Testing

@testable import Kafka

struct ConsumerMailboxTests {
    private let partition = TopicPartition(topic: "t", partition: 0)

    private func batch(_ count: Int, bytes: Int = 0) -> ConsumerEvent {
        .records(
            partition,
            (0..<count).map {
                ConsumedRecord(
                    topic: "t", partition: 0, offset: Int64($0), key: [], value: Array(repeating: 7, count: bytes),
                    headers: [],
                    timestamp: -1)
            })
    }

    private func problem(_ number: Int) -> ConsumerEvent {
        .problem(KafkaError(code: .transport, name: "_TRANSPORT", reason: "\(number)"))
    }

    @Test func `it is full by records, and the thread may wait only while it is`() async {
        let mailbox = ConsumerMailbox(.init(records: 10))
        mailbox.post(batch(6))
        #expect(!mailbox.isFull)
        #expect(!mailbox.beginWaitingForRoom())
        mailbox.post(batch(6))
        #expect(mailbox.isFull)
        #expect(mailbox.beginWaitingForRoom())

        _ = await mailbox.next()

        #expect(!mailbox.isFull)
        #expect(!mailbox.beginWaitingForRoom())
    }

    @Test func `it is full by bytes as well, and a record that is larger than all of them comes alone`() async {
        let mailbox = ConsumerMailbox(.init(records: 10, bytes: 100))
        mailbox.post(batch(1, bytes: 60))
        #expect(!mailbox.isFull)
        mailbox.post(batch(1, bytes: 60))
        #expect(mailbox.isFull)
        #expect(mailbox.beginWaitingForRoom())
        _ = await mailbox.next()
        #expect(!mailbox.isFull)
        _ = await mailbox.next()
        mailbox.post(batch(1, bytes: 500))
        #expect(mailbox.isFull)
        _ = await mailbox.next()
        #expect(!mailbox.isFull)
    }

    @Test func `commands and shutdown keep the thread from waiting`() {
        let mailbox = ConsumerMailbox(.init(records: 1))
        mailbox.post(batch(1))
        mailbox.send(.pause([partition]))
        #expect(!mailbox.beginWaitingForRoom())
        #expect(mailbox.takeCommands().count == 1)
        #expect(mailbox.beginWaitingForRoom())
        mailbox.close()
        #expect(!mailbox.beginWaitingForRoom())
    }

    @Test func `the same problem is not said twice at a time, and only so many are kept`() async {
        let mailbox = ConsumerMailbox(.init(records: 10))
        for number in 0..<100 {
            mailbox.post(problem(number))
            mailbox.post(problem(number))
        }
        mailbox.post(.positionLost(partition))

        var said: [String] = []
        while case .problem(let error) = await mailbox.next() { said.append(error.reason) }

        #expect(said == (0..<16).map { "\($0)" })
        mailbox.post(problem(0))
        guard case .problem = await mailbox.next() else {
            Issue.record("a problem may come again")
            return
        }
    }

    @Test func `a cancelled reader gets nothing and takes nothing away`() async {
        let mailbox = ConsumerMailbox(.init(records: 10))
        let reader = Task { await mailbox.next() }
        reader.cancel()
        #expect(await reader.value == nil)

        mailbox.post(batch(3))

        guard case .records(_, let records) = await mailbox.next() else {
            Issue.record("no records")
            return
        }
        #expect(records.count == 3)
    }

    @Test func `the end comes at once, also to a reader that waits`() async {
        let mailbox = ConsumerMailbox(.init(records: 10))
        mailbox.post(batch(3))
        mailbox.finish()
        #expect(await mailbox.next() == nil)
        mailbox.post(batch(3))
        #expect(await mailbox.next() == nil)
    }
}
