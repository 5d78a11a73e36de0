import Foundation
import LocalDistrict
import TestSupport
import Testing

/// The script of live pages in a real Chromium, whose clock runs ahead.
@Suite(.timeLimit(.minutes(1))) struct LiveScriptTests {
    /// A browser gives a stream up for good when it is refused, as by the gateway while a service is replaced.
    ///
    /// Where only the line breaks it comes back by itself.
    @Test func `a page whose stream is refused asks for it again, and not where the browser does so itself`()
        async throws
    {
        let shown = try await Self.shown(
            """
            this.readyState = turn < 3 ? 2 : 0;
            if (turn === 3) this.dispatchEvent(new MessageEvent('figures', { data: '<p>they came</p>' }));
            this.dispatchEvent(new Event('error'));
            """)
        #expect(shown.contains(#"<div id="figures"><p>they came</p></div>"#), "\(shown)")
        #expect(shown.contains(#"<body data-opened="3">"#), "\(shown)")
    }

    /// A browser comes back to a stream that has ended, unless the script has closed it.
    @Test func `a page asks for no more once it has the result of a count`() async throws {
        let shown = try await Self.shown(
            """
            const [data, lastEventId] = turn === 1 ? ['<p>turnout</p>', ''] : ['<p>result</p>', 'counted'];
            this.dispatchEvent(new MessageEvent('figures', { data, lastEventId }));
            if (this.readyState === 2) return;
            this.readyState = turn < 5 ? 0 : 2;
            this.dispatchEvent(new Event('error'));
            if (turn < 5) new EventSource('/live', this);
            """)
        #expect(shown.contains(#"<div id="figures"><p>result</p></div>"#), "\(shown)")
        #expect(shown.contains(#"<body data-opened="2">"#), "\(shown)")
    }

    /// - Parameter turn: what happens on each stream, the first of which has the `turn` 1. A stream that is made for an
    ///   earlier one stands for a browser that comes back to it.
    /// - Returns: the page after ten minutes.
    /// - Throws: where there is no browser, or its page cannot be written.
    private static func shown(_ turn: String) async throws -> String {
        let files = try CommandFiles()
        defer { files.remove() }
        try #require(
            FileManager.default.isExecutableFile(atPath: BrowserWalk.chromium),
            "deploy/setup --test installs \(BrowserWalk.chromium)")
        let page = try files.write([Self.page(turn)], "page.html")
        let child = try await ChildProcess.start(
            ChildProcess.Command(
                "/bin/sh",
                [
                    "-c", #"exec timeout 45 "$@" >shown 2>/dev/null"#, "sh", BrowserWalk.chromium, "--headless",
                    "--no-sandbox", "--disable-gpu", "--user-data-dir=\(files.path("profile"))",
                    "--virtual-time-budget=700000", "--dump-dom", "file://\(page)",
                ],
                environment: ["PATH": "/usr/bin:/bin", "HOME": files.path("")], directory: files.path("")))
        let status = try await child.exited()
        #expect(status == .exited(0))
        return try String(contentsOfFile: files.path("shown"), encoding: .utf8)
    }

    private static func page(_ turn: String) -> String {
        """
        <!doctype html><meta charset="utf-8"><div id="figures">as it was loaded</div>
        <script>
        let opened = 0;
        window.EventSource = class extends EventTarget {
          static CLOSED = 2;
          constructor(source, first) {
            super();
            opened += 1;
            const turn = opened;
            (first ?? this).come(turn);
          }
          come(turn) {
            setTimeout(() => {
              \(turn)
            }, 100);
          }
          close() { this.readyState = 2; }
        };
        setTimeout(() => { document.body.dataset.opened = opened; }, 600000);
        </script>
        <script src="file://\(SourceRoot.path)/Shared/Pages/Assets/site.js" data-live="/live"></script>
        """
    }
}
