"""A reader on a narrow phone: opens pages, goes through them by keyboard or finger, and measures what is shown.

`run` is what the scripts beside this one begin with.
"""

import json
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
  const name = (e) => e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + ' "' + (e.textContent || e.name || '').trim().slice(0, 30) + '"';
  if (scroll > width) {
    const far = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > width + 0.5);
    faults.push(`the page is ${scroll} wide in a window of ${width}: ${far.slice(-3).map(name).join(', ')}`);
  }
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

    # By a finger.

    def tap(self, selector):
        with self.page.expect_navigation():
            self.page.tap(selector)

    def expect(self, path, words=None):
        at = self.page.url.removeprefix(self.url).split("?")[0]
        text = self.page.inner_text("main")
        if at != path or (words and words not in text):
            raise SystemExit(f"{self.page.url} instead of {path} with {words}:\n{text}")


def launch(playwright, plan, zoom):
    """A browser whose reader has set the size of text, as a phone's settings give it to a page."""
    return playwright.chromium.launch(
        executable_path=plan["chromium"],
        args=["--no-sandbox", f"--blink-settings=defaultFontSize={ROOT * zoom},minimumFontSize=0"],
    )


def reader(browser, plan, language, zoom):
    """Somebody with a narrow phone in that language, who has nothing open yet."""
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, is_mobile=True, has_touch=True,
        locale="zh-CN" if language == "zh" else "en-GB",
    )
    context.set_default_timeout(10_000)
    return Walker(context.new_page(), plan["url"], zoom, language)


def close_assembly(walker, plan):
    """The committee ends the plan's assembly before its time."""
    closed = walker.page.context.request.post(
        f"{plan['url']}/ballots/v1/communities/{plan['community']}/assemblies/{plan['assembly']}/close",
        headers={"Authorization": f"Bearer {plan['committee']}"},
    )
    if not closed.ok:
        raise SystemExit(f"closing: {closed.status} {closed.text()}")


def run(walk):
    """Reads the plan from standard input and walks; ends with 1 and all faults if there are any.

    `walk` is given the browsers' driver and the plan, and gives the walkers that have walked.
    """
    began, plan = time.monotonic(), json.load(sys.stdin)
    with sync_playwright() as playwright:
        faults = [fault for walker in walk(playwright, plan) for fault in walker.faults]
    print(f"took {time.monotonic() - began:.1f} s")
    for fault in faults:
        print(fault, file=sys.stderr)
    sys.exit(1 if faults else 0)
