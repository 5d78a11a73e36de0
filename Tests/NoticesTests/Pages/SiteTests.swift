import Configuration
import HTTPTypes
import Model
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Notices
@testable import Pages

/// The pages that residents see.
@Suite(.serialized) struct SiteTests {
    private static let story = Story.all + [DayStarted(day: Samples.day("2023-04-15"))]

    @Test(.database) func `a building's board shows its figures in both languages`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story)
            let chinese = try await notices.get("/c/runfeng/1?lang=zh").text
            for text in [
                "<html lang=\"zh-CN\">", "1号楼", "已缴户数 2 / 2", "100.0%", "已收金额 3,793.00 元", "应缴总额 3,586.00 元",
                "每平方米 17.93 元", "2023年4月13日达到开工条件（50%）", "大修完成，恢复使用", "物业公司垫资 70,000.00 元，待归还",
                "已收金额中有 207.00 元超出应缴", "参与 100.0%，其中同意 75.0%", "同意 300.00 平方米", "监督检验合格，自2023年4月26日起恢复使用。", "2023年4月1日",
            ] { #expect(chinese.contains(text), "\(text)") }
            let english = try await notices.get("/c/runfeng/1?lang=en").text
            for text in [
                "<html lang=\"en\">", "Building 1", "Households paid 2 / 2", "Received ¥3,793.00", "Due ¥3,586.00",
                "¥17.93 per m²", "Back in use after overhaul", "¥207.00 of it is more than was due",
                "The property company advanced ¥70,000.00, still owed",
            ] { #expect(english.contains(text), "\(text)") }
        }
    }

    @Test(.database) func `the community's page shows all buildings, and the front page the community`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story)
            let community = try await notices.get("/c/runfeng?lang=zh").text
            for text in ["2 / 4", "50.0%", "4,293.00 元", "href=\"/c/runfeng/1\"", "href=\"/c/runfeng/2\"", "1 / 2"] {
                #expect(community.contains(text), "\(text)")
            }
            let front = try await notices.get("/?lang=en").text
            for text in ["href=\"/c/runfeng\"", "4 units, 3 lifts", "2 / 4"] {
                #expect(front.contains(text), "\(text)")
            }
        }
    }

    @Test(.database) func `a building's board leads to the signed certificate once a meeting is counted`() async throws
    {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story.filter { !($0 is AssemblyClosed) })
            let link = "href=\"/ballots/v1/communities/runfeng/assemblies/2023-lifts/certificate\""
            #expect(try await !notices.get("/c/runfeng/1?lang=zh").text.contains(link))
            try await notices.receive(Self.story.filter { $0 is AssemblyClosed })

            let chinese = try await notices.get("/c/runfeng/1?lang=zh").text
            #expect(chinese.contains(link) && chinese.contains("经签名的结果证书"))
            #expect(chinese.contains("href=\"/assemblies/runfeng\"") && chinese.contains("href=\"/me\""))
            #expect(try await notices.get("/c/runfeng/1?lang=en").text.contains("The signed certificate of the result"))
        }
    }

    @Test(.database) func `a digest has a page to be printed`() async throws {
        try await NoticesHarness.run(settings: ["site.url": "https://tongti.example/"]) { notices in
            try await notices.receive(Self.story)
            let page = try await notices.get("/c/runfeng/1/digests/2023-04-01?lang=zh")
            #expect(page.status == 200)
            for text in [
                "1号楼 每日公示", "<time datetime=\"2023-04-01\">2023年4月1日 星期六</time>", "新收金额", "class=\"qr\"",
            ] {
                #expect(page.text.contains(text), "\(text)")
            }
            #expect(!page.text.contains("‹") && !page.text.contains("›</a>"), "there is no digest but this one")
            #expect(try await notices.get("/c/runfeng/1/digests/2023-04-02").status == 404)
            #expect(try await notices.get("/c/runfeng/1/digests/yesterday").status == 404)
        }
    }

    @Test func `an address that no telephone would open keeps the service from starting`() async throws {
        let config = try await ConfigurationSources.read(environment: ["TONGTI_SITE_URL": "tongti.example"])
        let error = #expect(throws: ConfigurationError.self) { try NoticesConfiguration(config) }
        #expect(error?.key == "site.url")
    }

    @Test(.database) func `without a setting a printed board leads to where the reader has reached the site`()
        async throws
    {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story)
            let host = try #require(HTTPField.Name("X-Forwarded-Host"))
            for path in ["/c/runfeng/1", "/c/runfeng/1/digests/2023-04-01"] {
                func seen(at site: String) async throws -> String {
                    try await notices.get(path, of: Samples.community, headers: [host: site]).text
                }
                let here = try await seen(at: "lifts.example")
                #expect(here.contains("class=\"qr\""))
                #expect(try await seen(at: "other.example") != here)
                #expect(try await !notices.get(path).text.contains("class=\"qr\""))
            }
        }
    }

    @Test(.database) func `no page tells a unit, an owner or a tag that somebody put in`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story)
            for path in ["/", "/c/runfeng", "/c/runfeng/1", "/c/runfeng/2", "/c/runfeng/1/digests/2023-04-01"] {
                let page = try await notices.get("\(path)?lang=zh").text
                #expect(!page.contains(/\d-\d-10[12]/), "\(path) tells a unit")
                #expect(!page.contains("11111111-1111"), "\(path) tells an owner")
                #expect(!page.contains("<b>&"), "\(path) is not escaped")
                #expect(!page.contains("维保<公司>"), "\(path) is not escaped")
            }
            #expect(try await notices.get("/c/runfeng").text.contains("润枫欣尚 &lt;b&gt;&amp;"))
        }
    }

    @Test(.database) func `what is not there is a page in the reader's language`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry)
            let board = try await notices.get("/c/runfeng?lang=en").text
            #expect(board.contains("lifts, no works planned") && !board.contains("Done and in use"))
            for path in ["/c/nowhere", "/c/runfeng/9", "/c/runfeng/-", "/c/%3Cscript%3E"] {
                let reply = try await notices.get(path)
                #expect(reply.status == 404, "\(path)")
                #expect(reply.headers[.contentType] == "text/html; charset=utf-8", "\(path)")
                #expect(reply.text.contains("Not found"), "\(path)")
                #expect(!reply.text.contains("<script>"), "\(path)")
            }
        }
    }

    @Test(.database) func `a language is remembered when it is asked for`() async throws {
        try await NoticesHarness.run { notices in
            let asked = try await notices.get("/?lang=zh")
            #expect(asked.headers[.setCookie]?.hasPrefix("lang=zh-CN;") == true)
            let scheme = try #require(HTTPField.Name("X-Forwarded-Proto"))
            for (way, isSecure) in [("https", true), ("http", false)] {
                let asked = try await notices.get("/?lang=zh", of: Samples.community, headers: [scheme: way])
                #expect(asked.headers[.setCookie]?.hasSuffix("; Secure") == isSecure, "\(way)")
            }
            let remembered = try await notices.get("/", of: Samples.community, headers: [.cookie: "lang=zh-CN"])
            #expect(remembered.text.contains("各小区公示"))
            #expect(remembered.headers[.setCookie] == nil)
            #expect(remembered.headers[.vary] == "Cookie, Accept-Language")
        }
    }

    @Test(.database) func `older notices have pages of their own`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story)
            let page = try await notices.get("/c/runfeng/1?before=3&lang=zh").text
            #expect(page.contains("公告第2号") && page.contains("公告第1号") && !page.contains("公告第3号"))
        }
    }

    @Test(.database, arguments: ["/c/runfeng", "/c/runfeng/1"])
    func `a page of older notices is changed to the other language where it is`(_ path: String) async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story)
            let page = try await notices.get("\(path)?before=3&lang=zh").text
            #expect(page.contains("href=\"\(path)?before=3&amp;lang=en\""))
            #expect(page.contains("id=\"notices\""), "a link to older notices leads there")
            #expect(try await notices.get("\(path)?lang=zh").text.contains("href=\"\(path)?lang=en\""))
        }
    }

    @Test(.database) func `style sheet and script are there under the addresses that pages name`() async throws {
        try await NoticesHarness.run { notices in
            for asset in SiteAsset.all {
                let reply = try await notices.get(asset.path)
                #expect(reply.text == asset.content)
                #expect(reply.headers[.contentType] == asset.mediaType)
                #expect(reply.headers[.cacheControl]?.contains("immutable") == true)
            }
            #expect(try await notices.get("/assets/0/site.css").status == 404)
        }
    }

    @Test(.database, arguments: [true, false]) func `pages say when a story is played`(isPlayed: Bool) async throws {
        try await NoticesHarness.run(isScenario: isPlayed) { notices in
            let page = try await notices.get("/?lang=zh")
            #expect(page.text.contains("这里正在演示一个故事") == isPlayed)
        }
    }

    @Test(.database) func `the site has an icon, also where a browser looks for one by itself`() async throws {
        try await NoticesHarness.run { notices in
            let icon = try await notices.get("/favicon.ico")
            #expect(icon.status == 200 && icon.headers[.contentType] == "image/svg+xml")
            #expect(icon.text.hasPrefix("<svg "))
            let page = try await notices.get("/").text
            let link = try #require(page.firstMatch(of: /<link rel="icon" href="([^"]+)"/)).output.1
            #expect(try await notices.get(String(link)).text == icon.text)
        }
    }
}
