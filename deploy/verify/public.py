#!/usr/bin/env python3
"""Checks the public copy of a bundle of Tongti (docs/bundle.md): its chain, its records' kinds and numbers, its certificate.

With --record and --blind, which an owner gets of a ballot of their own, also that the certificate counts this ballot, and
that the copy says of it what it is, as far as it says anything.

exit status: 0 all fits, 1 something does not and is named, 2 the file cannot be read or the arguments are wrong
"""

import argparse
import base64
import collections
import hashlib
import json
import sys

import recount
from recount import require

COUNTS = {"units": "unit", "ballots": "ballot", "papers": "paper"}
COUNTS_IF_ANY = {"deliveries": "delivery", "imports": "import", "shows": "show"}
OPEN = ("assembly", "rules", "item", "certificate")
HIDDEN = {"chain": recount.HASH, "digest": recount.HASH, "kind": recount.TEXT}
SHOWN = {"area": recount.AREA, "choice": recount.TEXT, "item": recount.TEXT}
SIDES = {"for": "inFavour", "against": "against", "abstain": "abstained"}
# Of the assembly, what the certificate repeats.
REPEATED = sorted({name.removesuffix("?") for name in recount.FORMS["assembly"]} - recount.OWN)


def digest_of(record, bare):
    """What the chain takes of a line: its own hash where everybody may read it, else the one that it gives."""
    kind = record.get("kind")
    require(kind in recount.KINDS, "its kind is none of a bundle's")
    if kind in OPEN:
        recount.check_form(record, recount.FORMS[kind], "")
        return hashlib.sha256(bytes.fromhex(record["blind"]) + bare.encode()).digest()
    recount.check_form(record, HIDDEN | ({"shown?": SHOWN} if kind == "ballot" else {}), "")
    return bytes.fromhex(record["digest"])


def differs(line, own):
    """Whether a line of the public copy says something else of a ballot than its own record. The chain does not cover that."""
    said = line.get("shown", {}) | {"kind": line["kind"]}
    return any(name not in own or own[name] != value for name, value in said.items())


class Check:
    """What the lines read so far say, as far as the certificate has to agree with it."""

    def __init__(self, known_keys):
        self.known_keys, self.chain, self.last, self.assembly = known_keys, bytes(32), None, None
        self.counts, self.items, self.shown = collections.Counter(), {}, 0

    def take(self, record, digest):
        kind, chain = record["kind"], hashlib.sha256(self.chain + digest).digest()
        require(record["chain"] == chain.hex(), "its chain does not follow from the line before")
        if kind != self.last or kind in recount.SINGLE_KINDS:
            self.enter(recount.KINDS.index(kind), -1 if self.last is None else recount.KINDS.index(self.last))
        if kind == "assembly":
            self.assembly = record
        elif kind == "item":
            require(record["item"] not in self.items, "an item before it has its code")
            # So that a ballot may say every word that the rules may allow.
            self.items[record["item"]] = recount.Item(0, record, None, {"silentBallots": "followOption"})
        elif kind == "certificate":
            self.check_certificate(record["certificate"])
            self.check_signature(record)
        elif "shown" in record:
            self.add(**record["shown"])
        self.counts[kind] += 1
        self.chain, self.last = chain, kind

    def enter(self, target, stage):
        """The order of the kinds and the certified numbers of them are what each line is, whatever it says itself."""
        require(target > stage, f"it stands after the {recount.KINDS[stage]} before it")
        missing = next((kind for kind in recount.KINDS[stage + 1 : target] if kind in OPEN), None)
        require(missing is None, f"the {missing} has to stand before it")

    def add(self, area, choice, item):
        require(item in self.items, "what it shows is of no item of the agenda")
        require(self.items[item].allows(choice), "what it shows is no choice on its item")
        self.items[item].add(choice, recount.Weight(int(area.replace(".", "")), 1))
        self.shown += 1

    def check_certificate(self, certificate):
        require(certificate.get("records") == self.chain.hex(), "the certificate is of other records")
        for name in REPEATED:
            is_same = recount.encode(certificate.get(name)) == recount.encode(self.assembly.get(name))
            require(is_same, f"the certificate's {name} is not the assembly's")
        for name, kind in (COUNTS | COUNTS_IF_ANY).items():
            said, there = recount.encode(certificate.get(name, 0)), self.counts[kind]
            require(said == str(there), f"the certificate counts {said:.200} {name}, there are {there}")
        agenda = [{name: said for name, said in item.items() if name != "result"} for item in certificate["items"]]
        is_same = recount.encode(agenda) == recount.encode([item.about for item in self.items.values()])
        require(is_same, "the certificate's items are not those of the agenda")
        for item, said in zip(self.items.values(), certificate["items"]):
            self.check_shown(item, said["result"])

    def check_shown(self, item, result):
        """Silence and those who follow are added to a side; nothing ever takes a ballot from it."""
        votes = {word: result[side] for word, side in SIDES.items()}
        votes |= {entry["candidate"]: entry["votes"] for entry in result.get("election", {}).get("candidates", ())}
        for choice, shown in item.tally.items():
            if shown.heads and choice != "follow":
                said = votes[choice]
                recount.check_form(said, {"area": recount.AREA, "heads": int}, "a result")
                fits = shown.heads <= said["heads"] and shown.area <= int(said["area"].replace(".", ""))
                require(fits, f"more ballots are shown on item {item.code} for {choice} than the certificate counts")

    def check_signature(self, record):
        x = record["key"]["x"]
        thumbprint = hashlib.sha256(recount.encode({"crv": "Ed25519", "kty": "OKP", "x": x}).encode()).digest()
        kid = base64.urlsafe_b64encode(thumbprint).decode().rstrip("=")
        require(record["key"]["kid"] == kid, "the certificate's key.kid is not the thumbprint of its key")
        key, signature = (base64.urlsafe_b64decode(text + "==") for text in (x, record["signature"]))
        signed = b"tongti certificate 1\n" + recount.encode(record["certificate"]).encode()
        require(recount.is_signed(signed, signature, key), "the certificate's signature does not fit")
        require(
            self.known_keys is None or x in self.known_keys, f"the certificate's key {x} is not among the keys given")


def check(stream, known_keys, wanted, own=None):
    """How many ballots there are, how many are shown, and whether the wanted digest is there; `own` is its record.

    Raises a `Wrong` that names the first line that is wrong.
    """
    checked, number, found = Check(known_keys), 0, False
    while line := stream.readline(recount.LINE_LIMIT):
        number, record = number + 1, {}
        try:
            require(line.endswith(b"\n"), "it has no LF at its end, or is longer than 16 MiB")
            record, bare = recount.read_any(line[:-1].decode())
            digest = digest_of(record, bare)
            checked.take(record, digest)
            require(digest != wanted or not differs(record, own), "it says something else than the ballot's record")
        except (recount.Wrong, AttributeError, KeyError, TypeError) as error:
            kind = record["kind"] if record.get("kind") in recount.KINDS else "no record"
            reason = error if isinstance(error, recount.Wrong) else f"it has another form: {error!r}"
            raise recount.Wrong(f"line {number}: {kind}: {reason}") from None
        except (RecursionError, MemoryError, ValueError) as error:
            cause = f"it is not UTF-8, is not JSON, or is nested too deeply: {error}"
            raise recount.Wrong(f"line {number}: no record: {cause}") from None
        found = found or digest == wanted
    require(checked.last == "certificate", f"line {number + 1}: the bundle ends before its certificate")
    return checked.counts["ballot"], checked.shown, found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", help="the public copy's file, - for the standard input")
    parser.add_argument("--key", help="a public key in base64url, or a file with a JWK set: the signer's must be there")
    parser.add_argument("--record", help="a ballot of one's own, as GET …/units/{unit} gives it")
    parser.add_argument("--blind", help="what hides it, from there too")
    options = parser.parse_args(recount.joined(sys.argv[1:]))
    if (options.record is None) != (options.blind is None):
        parser.error("--record and --blind belong together")
    try:
        wanted = own = None
        if options.record is not None:
            own = json.loads(options.record)
            if not isinstance(own, dict):
                raise ValueError("--record is no record")
            wanted = hashlib.sha256(bytes.fromhex(options.blind) + options.record.encode()).digest()
        keys = recount.known_keys(options.key)
        with open(0 if options.bundle == "-" else options.bundle, "rb") as stream:
            ballots, shown, found = check(stream, keys, wanted, own)
        require(found or wanted is None, "the certificate fits, but the ballot is not among its records")
        print(f"{ballots} ballots, {shown} of them shown; the certificate fits", flush=True)
    except recount.Wrong as wrong:
        recount.say(str(wrong))
        return 1
    except (OSError, ValueError, RecursionError) as error:
        recount.say(f"public.py: {error}")
        return 2
    if keys is None:
        recount.say("note: whose key signed was not compared; --key does that")
    return 0


if __name__ == "__main__":
    sys.exit(main())
