"""An owner votes in a real Chromium on a narrow phone with the text at 200 %, in three taps from the assembly's page, after
a letter's QR code, read back from its printed form, has led there.

Reads JSON on standard input: {"url", "chromium", "pictures", "scrutineer", "committee", "community", "assembly", "walks":
[{"language", "unit", "choice", "turnout", "code", "login", "secret"}]}; the two in the middle are bearer tokens. Leaves pictures of what was
seen. Prints one line for each page that was measured, and ends with 1 and all faults if there are any.
"""

import io
import re

import zxingcpp
from PIL import Image

from walker import close_assembly, launch, reader, run


def scan(png):
    """The texts of all QR codes on a picture."""
    return sorted(code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(png))))


def decode_printed(browser, plan, language):
    """Prints the papers of building 1; where the code of each unit leads."""
    context = browser.new_context(
        viewport={"width": 794, "height": 1123}, device_scale_factor=2, locale="zh-CN" if language == "zh" else "en-GB",
        extra_http_headers={"Authorization": f"Bearer {plan['scrutineer']}"},
    )
    page = context.new_page()
    page.goto(f"{plan['url']}/assemblies/{plan['community']}/{plan['assembly']}/papers/1")
    # Bytes of the pages' objects; Chromium writes one for each sheet.
    pdf = page.pdf(prefer_css_page_size=True)
    sheets = len(re.findall(rb"/Type\s*/Page\b", pdf))
    page.emulate_media(media="print")
    papers = page.query_selector_all("article.paper")
    if sheets != len(papers):
        raise SystemExit(f"{len(papers)} letters and ballots take {sheets} pages of A4")
    found = {}
    for number, paper in enumerate(papers):
        png = paper.screenshot(path=f"{plan['pictures']}/paper-{language}-{number}.png")
        codes = scan(png)
        unit = paper.query_selector(".to b").inner_text()
        if len(codes) != 1 or found.setdefault(unit, codes[0]) != codes[0]:
            raise SystemExit(f"the papers of {unit} have the codes {codes} and {found.get(unit)}")
    print(f"printed {sheets} sheets, {len(pdf)} bytes of PDF")
    context.close()
    return found


def vote(walker, steps, plan, address):
    page = walker.page
    here = f"/assemblies/{plan['community']}/{plan['assembly']}"

    def picture(name):
        page.screenshot(path=f"{plan['pictures']}/{steps['language']}-{name}.png", full_page=True)

    walker.open("/activate")
    walker.type_into("#code", steps["code"])
    walker.type_into("#login", steps["login"])
    walker.type_into("#secret", steps["secret"])
    walker.press("form.card button")

    page.goto(address)
    walker.expect(here, steps["unit"])
    walker.open(here + address.partition(here)[2])
    walker.measure("assembly")
    picture("1-assembly")
    onlooker = page.context.new_page()
    onlooker.goto(address)

    # Who has not signed in is led to do so, and back to the vote.
    walker.tap("main a.button")
    walker.expect("/sign-in")
    walker.measure("sign-in for the vote")
    walker.type_into("#login", steps["login"])
    walker.type_into("#secret", steps["secret"])
    walker.press("form.card button")
    walker.expect(here + "/mine", steps["unit"])

    page.goto(address)
    walker.tap("main a.button")  # 1
    walker.expect(here + "/mine", steps["unit"])
    walker.measure("mine")
    picture("2-mine")
    walker.tap(f".answers button[value='{steps['choice']}']")  # 2
    walker.expect(here + "/confirm")
    walker.measure("confirm")
    picture("3-confirm")
    walker.tap(".answers button")  # 3
    walker.expect(here + "/receipts")
    walker.measure("receipt")
    # Who has the assembly's page open sees the turnout grow without doing anything.
    onlooker.wait_for_function(
        "(words) => document.getElementById('figures').innerText.includes(words)", arg=steps["turnout"])
    onlooker.close()
    picture("4-receipt")
    receipt = page.inner_text(".receipt")
    if not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", receipt):
        raise SystemExit(f"{receipt} is no receipt code")

    walker.tap("main a.button")
    walker.expect(here + "/mine")
    walker.measure("mine, voted")
    if page.query_selector(".answers"):
        raise SystemExit("what was voted can be voted again")
    walker.open(here + "/receipts")
    walker.type_into("#code", receipt)
    walker.press("form.card button")
    walker.expect(here + "/receipts", receipt)
    walker.measure("receipt, looked up")
    walker.open(f"/assemblies/{plan['community']}")
    walker.measure("assemblies")


def look_at_result(walker, plan, steps):
    page = walker.page
    here = f"/assemblies/{plan['community']}/{plan['assembly']}"
    walker.open(here)
    walker.measure("result")
    page.screenshot(path=f"{plan['pictures']}/{steps['language']}-6-result.png", full_page=True)
    walker.tap("main a.button")
    walker.expect(here + "/mine", steps["unit"])
    walker.measure("how the unit was counted")
    page.screenshot(path=f"{plan['pictures']}/{steps['language']}-7-counted.png", full_page=True)


def watch_board(walker, plan, steps):
    """Opens the boards, and stays on the building's with the keyboard on a link of its changing part."""
    page = walker.page
    for path, what in [("", "community"), (f"/{steps['unit'][0]}", "board")]:
        walker.open(f"/c/{plan['community']}{path}")
        walker.measure(what)
        page.screenshot(path=f"{plan['pictures']}/{steps['language']}-5-{what}.png", full_page=True)
    walker.tab_to(f"#figures a[href='/assemblies/{plan['community']}/{plan['assembly']}']")


def board_has_result(walker, plan):
    """The board shows the result without being asked for it, and the keyboard is where it was."""
    page = walker.page
    page.wait_for_selector("#figures a[href$='/certificate']")
    at = page.evaluate("document.activeElement.getAttribute('href')")
    if at != f"/assemblies/{plan['community']}/{plan['assembly']}":
        raise SystemExit(f"new figures took the focus to {at}")


def walk_all(playwright, plan):
    with launch(playwright, plan, 1) as printer:
        addresses = {steps["language"]: decode_printed(printer, plan, steps["language"]) for steps in plan["walks"]}
    with launch(playwright, plan, 2) as browser:
        walks = []
        for steps in plan["walks"]:
            walker = reader(browser, plan, steps["language"], 2)
            walks.append((walker, steps))
            vote(walker, steps, plan, addresses[steps["language"]][steps["unit"]])
        for walker, steps in walks:
            watch_board(walker, plan, steps)
        close_assembly(walks[0][0], plan)
        for walker, steps in walks:
            board_has_result(walker, plan)
            look_at_result(walker, plan, steps)
    return [walker for walker, _ in walks]


run(walk_all)
