"""Walks the account pages in a real Chromium, on a narrow phone with the text at 200 %, by the keyboard alone.

Reads JSON on standard input: {"url", "chromium", "walks": [{"language", "code", "login", "secret", "next"}]}.
Prints one line for each page that was measured, and ends with 1 and all faults if there are any.
"""

import base64
import hashlib
import hmac
import json
import struct
import sys
import time

from playwright.sync_api import sync_playwright

WIDTH, HEIGHT = 360, 740
TARGET = 44  # CSS pixels (WCAG 2.5.5)
ROOT = 16

# What does not fit, is cut off, cannot be hit or has no name, on the page as it is.
MEASURE = """
(least) => {
  const faults = [];
  const width = document.documentElement.clientWidth;
  const scroll = document.documentElement.scrollWidth;
  if (scroll > width) faults.push(`the page is ${scroll} wide in a window of ${width}`);
  const name = (e) => e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + ' "' + (e.textContent || e.name || '').trim().slice(0, 30) + '"';
  for (const e of document.querySelectorAll('a, button, input, label, p, h1, h2, svg')) {
    if (e.classList.contains('skip')) continue;
    const box = e.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    if (box.left < -0.5 || box.right > width + 0.5) faults.push(`${name(e)} reaches from ${box.left} to ${box.right}`);
    const style = getComputedStyle(e);
    const shown = e.tagName === 'INPUT' ? 0 : e.scrollWidth - e.clientWidth;
    if (style.display !== 'inline' && style.overflow !== 'visible' && shown > 1) faults.push(`${name(e)} is cut off`);
    if (e.tagName === 'BUTTON' && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1))
      faults.push(`${name(e)} does not hold its words`);
    if (['A', 'BUTTON', 'INPUT'].includes(e.tagName) && (box.width < least || box.height < least))
      faults.push(`${name(e)} is ${Math.round(box.width)} by ${Math.round(box.height)}`);
    if (e.tagName === 'INPUT') {
      if (e.type !== 'hidden' && e.labels.length === 0) faults.push(`${name(e)} has no label`);
      if (e.placeholder) {
        const pen = document.createElement('canvas').getContext('2d');
        pen.font = style.font;
        const room = e.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        if (pen.measureText(e.placeholder).width > room) faults.push(`${name(e)} cuts its placeholder off`);
      }
    }
    const size = parseFloat(style.fontSize);
    if (size < 0.85 * parseFloat(getComputedStyle(document.documentElement).fontSize))
      faults.push(`${name(e)} is set in ${size} px`);
  }
  return faults;
}
"""

FOCUS = """
() => {
  const e = document.activeElement;
  const style = getComputedStyle(e);
  return { seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
           inside: e.getBoundingClientRect().bottom > 0 && e.getBoundingClientRect().top < innerHeight };
}
"""


class Walker:
    def __init__(self, page, url, zoom, language):
        self.page, self.url, self.zoom, self.language = page, url, zoom, language
        self.faults = []

    def measure(self, what):
        root = self.page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
        if abs(root - ROOT * self.zoom) > 0.5:
            self.faults.append(f"{what}: the text is at {root} px and not at {ROOT * self.zoom}")
        found = self.page.evaluate(MEASURE, TARGET)
        if self.page.evaluate("document.documentElement.lang")[:2] != self.language:
            found.append("is in another language")
        self.faults += [f"{self.language}, {int(self.zoom * 100)} %, {what}: {fault}" for fault in found]
        print(f"measured {what}, {self.language}, {int(self.zoom * 100)} %")

    def open(self, path):
        mark = "&" if "?" in path else "?"
        self.page.goto(f"{self.url}{path}{mark}lang={'zh-CN' if self.language == 'zh' else 'en'}")

    # By the keyboard alone.

    def tab_to(self, selector):
        for _ in range(40):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("(s) => document.activeElement.matches(s)", selector):
                focus = self.page.evaluate(FOCUS)
                if not focus["seen"]:
                    self.faults.append(f"{self.language}: the focus on {selector} cannot be seen")
                if not focus["inside"]:
                    self.faults.append(f"{self.language}: {selector} has the focus outside of the window")
                return
        raise SystemExit(f"{self.page.url}: Tab does not lead to {selector}\n{self.page.inner_text('main')}")

    def type_into(self, selector, text):
        self.tab_to(selector)
        self.page.keyboard.type(text)

    def press(self, selector):
        self.tab_to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def expect(self, path, words=None):
        at = self.page.url.removeprefix(self.url).split("?")[0]
        text = self.page.inner_text("main")
        if at != path or (words and words not in text):
            raise SystemExit(f"{self.page.url} instead of {path} with {words}:\n{text}")


def totp(key):
    """RFC 6238 with SHA-1, six digits and thirty seconds."""
    mac = hmac.new(base64.b32decode(key), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = mac[-1] & 15
    number = struct.unpack(">I", mac[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def walk(walker, plan):
    page = walker.page
    walker.open("/activate")
    walker.measure("/activate")
    walker.type_into("#code", "ACDEF-GHJKM-NPQRT-UVWXY")
    walker.type_into("#login", plan["login"])
    walker.type_into("#secret", plan["secret"])
    walker.press("form.card button")
    walker.measure("/activate, refused")

    walker.type_into("#code", plan["code"])
    walker.type_into("#secret", plan["secret"])
    walker.press("form.card button")
    walker.expect("/activate", plan["login"])
    walker.measure("/activate, opened")

    walker.press("main a[href='/sign-in']")
    walker.measure("/sign-in")
    walker.type_into("#login", plan["login"])
    walker.type_into("#secret", "wrong-secret")
    walker.press("form.card button")
    walker.measure("/sign-in, refused")
    walker.type_into("#secret", plan["secret"])
    walker.press("form.card button")
    walker.expect("/me", plan["unit"])
    walker.measure("/me")

    walker.press("main a[href='/me/secret']")
    walker.measure("/me/secret")
    walker.type_into("#current", "wrong-secret")
    walker.type_into("#secret", plan["next"])
    walker.type_into("#repeated", plan["next"])
    walker.press("form.card button")
    walker.measure("/me/secret, refused")
    walker.type_into("#current", plan["secret"])
    walker.type_into("#secret", plan["next"])
    walker.type_into("#repeated", plan["next"])
    walker.press("form.card button")
    walker.measure("/me, with another secret")

    walker.press("form[action='/me/second-factor'] button")
    walker.expect("/me/second-factor")
    walker.measure("/me/second-factor")
    key = page.inner_text("main .key")
    walker.press("main a[href='/sign-in']")
    walker.type_into("#login", plan["login"])
    walker.type_into("#secret", plan["next"])
    walker.type_into("#code", totp(key))
    walker.press("form.card button")
    walker.expect("/me", plan["unit"])
    if page.query_selector("form[action='/me/second-factor']"):
        raise SystemExit("the second factor is not in use")
    walker.measure("/me, with a second factor")

    walker.press("form[action='/me/sign-out'] button")
    walker.expect("/sign-in")
    walker.open("/sign-in?again=true")
    walker.measure("/sign-in, again")


def main():
    plan = json.load(sys.stdin)
    faults, began = [], time.monotonic()
    with sync_playwright() as playwright:
        for zoom in (2, 1):
            # The reader's own size of text, as a phone's settings give it to a page.
            browser = playwright.chromium.launch(
                executable_path=plan["chromium"],
                args=["--no-sandbox", f"--blink-settings=defaultFontSize={ROOT * zoom},minimumFontSize=0"],
            )
            for steps in plan["walks"]:
                context = browser.new_context(
                    viewport={"width": WIDTH, "height": HEIGHT}, is_mobile=True, has_touch=True,
                    locale="zh-CN" if steps["language"] == "zh" else "en-GB",
                )
                context.set_default_timeout(10_000)
                walker = Walker(context.new_page(), plan["url"], zoom, steps["language"])
                if zoom == 2:
                    walk(walker, steps)
                else:
                    for path in ("/activate", "/sign-in"):
                        walker.open(path)
                        walker.measure(path)
                faults += walker.faults
                context.close()
            browser.close()
    print(f"took {time.monotonic() - began:.1f} s")
    for fault in faults:
        print(fault, file=sys.stderr)
    sys.exit(1 if faults else 0)


main()
