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
        let files = try CommandFiles()
        defer { files.remove() }
        try #require(
            FileManager.default.isExecutableFile(atPath: BrowserWalk.chromium),
            "deploy/setup --test installs \(BrowserWalk.chromium)")
        let page = try files.write([Self.page], "page.html")
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

        let shown = try String(contentsOfFile: files.path("shown"), encoding: .utf8)
        #expect(shown.contains(#"<div id="figures"><p>they came</p></div>"#), "\(shown)")
        #expect(shown.contains(#"<body data-opened="3">"#), "\(shown)")
    }

    /// Its first two streams are refused; the third brings figures, and then its line breaks.
    private static let page = """
        <!doctype html><meta charset="utf-8"><div id="figures">as it was loaded</div>
        <script>
        let opened = 0;
        window.EventSource = class extends EventTarget {
          static CLOSED = 2;
          constructor() {
            super();
            opened += 1;
            const turn = opened;
            setTimeout(() => {
              this.readyState = turn < 3 ? 2 : 0;
              if (turn === 3) this.dispatchEvent(new MessageEvent('figures', { data: '<p>they came</p>' }));
              this.dispatchEvent(new Event('error'));
            }, 100);
          }
          close() { this.readyState = 2; }
        };
        setTimeout(() => { document.body.dataset.opened = opened; }, 600000);
        </script>
        <script src="file://\(SourceRoot.path)/Shared/Pages/Assets/site.js" data-live="/live"></script>
        """
}
