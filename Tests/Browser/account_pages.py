"""Walks the account pages in a real Chromium, on a narrow phone with the text at 200 %, by the keyboard alone.

Reads JSON on standard input: {"url", "chromium", "walks": [{"language", "code", "login", "secret", "next"}]}.
Prints one line for each page that was measured, and ends with 1 and all faults if there are any.
"""

import base64
import hashlib
import hmac
import struct
import time

from walker import launch, reader, run


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


def walk_all(playwright, plan):
    walkers = []
    for zoom in (2, 1):
        browser = launch(playwright, plan, zoom)
        for steps in plan["walks"]:
            walker = reader(browser, plan, steps["language"], zoom)
            walkers.append(walker)
            if zoom == 2:
                walk(walker, steps)
            else:
                for path in ("/activate", "/sign-in"):
                    walker.open(path)
                    walker.measure(path)
            walker.page.context.close()
        browser.close()
    return walkers


run(walk_all)
