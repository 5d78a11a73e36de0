"""An owner reads about an election of many candidates with names, statements and long titles, and votes in it, in a real
Chromium on a narrow phone with the text at 200 %; then the count is looked at, from the community's board on.

Reads JSON on standard input: {"url", "chromium", "pictures", "committee", "community", "assembly", "item", "walks": [{"language",
"unit", "ticks", "name", "code", "login", "secret"}]}; `committee` is a bearer token. Leaves pictures of what was seen. Prints one
line for each page that was measured, and ends with 1 and all faults if there are any.
"""

from walker import close_assembly, launch, reader, run


def vote(walker, steps, plan):
    page = walker.page
    here = f"/assemblies/{plan['community']}/{plan['assembly']}"

    def look(what, name):
        walker.measure(what)
        page.screenshot(path=f"{plan['pictures']}/{steps['language']}-election-{name}.png", full_page=True)

    walker.open("/activate")
    walker.type_into("#code", steps["code"])
    walker.type_into("#login", steps["login"])
    walker.type_into("#secret", steps["secret"])
    walker.press("form.card button")

    walker.open(here)
    walker.expect(here, steps["name"])
    look("election", "1-assembly")
    walker.tap("main a.button")
    walker.expect("/sign-in")
    walker.type_into("#login", steps["login"])
    walker.type_into("#secret", steps["secret"])
    walker.press("form.card button")
    walker.expect(here + "/mine", steps["name"])
    look("candidates to tick", "2-mine")
    for candidate in steps["ticks"]:
        page.tap(f"label:has(input[name='tick.{candidate}'])")
    walker.tap(".answers button[value='ticks']")
    walker.expect(here + "/confirm", steps["name"])
    look("ticks to confirm", "3-confirm")
    walker.tap(".answers button")
    walker.expect(here + "/receipts")


def look_at_result(walker, steps, plan):
    page = walker.page
    here = f"/assemblies/{plan['community']}/{plan['assembly']}"
    walker.open(f"/c/{plan['community']}")
    page.wait_for_selector(f"a[href$='#item-{plan['item']}']")
    walker.measure("board with an election")
    page.screenshot(path=f"{plan['pictures']}/{steps['language']}-election-4-board.png", full_page=True)
    if steps["name"] in page.inner_text("main"):
        raise SystemExit("the board names a candidate")
    page.tap(f"a[href$='#item-{plan['item']}']")
    page.wait_for_url(lambda url: url.endswith(f"#item-{plan['item']}"))
    walker.expect(here + f"#item-{plan['item']}", steps["name"])
    top = page.evaluate("(id) => document.getElementById(id).getBoundingClientRect().top", f"item-{plan['item']}")
    if not -1 <= top < 740:
        raise SystemExit(f"the election begins {top} px from the top of the window")
    walker.measure("count of an election")
    page.screenshot(path=f"{plan['pictures']}/{steps['language']}-election-5-result.png", full_page=True)


def walk_all(playwright, plan):
    with launch(playwright, plan, 2) as browser:
        walks = [(reader(browser, plan, steps["language"], 2), steps) for steps in plan["walks"]]
        for walker, steps in walks:
            vote(walker, steps, plan)
        close_assembly(walks[0][0], plan)
        for walker, steps in walks:
            look_at_result(walker, steps, plan)
    return [walker for walker, _ in walks]


run(walk_all)
