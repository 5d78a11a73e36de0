#!/usr/bin/env python3
"""Checks the public copy of a bundle of Tongti (docs/bundle.md): its chain, its numbers of records, its certificate's signature.

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

COUNTS = {"units": "unit", "ballots": "ballot", "papers": "paper"}
COUNTS_IF_ANY = {"deliveries": "delivery", "imports": "import", "shows": "show"}
OPEN = ("assembly", "rules", "item", "certificate")


def digest_of(record):
    """What the chain takes of a line: its own hash where everybody may read it, else the one it gives."""
    if record["kind"] not in OPEN:
        return bytes.fromhex(record["digest"])
    bare = recount.encode({name: value for name, value in record.items() if name not in ("blind", "chain")})
    return hashlib.sha256(bytes.fromhex(record["blind"]) + bare.encode()).digest()


def differs(line, own):
    """Whether a line of the public copy says something else of a ballot than its own record. The chain does not cover that."""
    said = line.get("shown", {}) | {"kind": line["kind"]}
    return any(name not in own or own[name] != value for name, value in said.items())


def check(stream, known_keys, wanted, own=None):
    """Says what is wrong, or None; and whether the wanted digest is there. `own` is the record of which it is."""
    chain, counts, shown, found, record = bytes(32), collections.Counter(), collections.Counter(), False, {}
    before = assembly = None
    for number, line in enumerate(stream, 1):
        if record.get("kind") == "certificate":
            return f"line {number}: it stands after the certificate", found
        try:
            record, before = recount.decode(line.decode()), chain.hex()
            assembly = assembly or record
            digest = digest_of(record)
            chain = hashlib.sha256(chain + digest).digest()
            if record["chain"] != chain.hex():
                return f"line {number}: its chain does not follow from the line before", found
            if digest == wanted and differs(record, own):
                return f"line {number}: it says something else than the ballot's record", True
        except (recount.Wrong, AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
            return f"line {number}: it is no record: {error!r}", found
        counts[record["kind"]] += 1
        shown[record["kind"]] += "shown" in record
        found = found or digest == wanted
    if record.get("kind") != "certificate":
        return "the bundle ends before its certificate", found
    try:
        wrong = certified(record, assembly, before, counts, known_keys)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        wrong = f"its certificate is none: {error!r}"
    if wrong is None:
        print(f"{counts['ballot']} ballots, {shown['ballot']} of them shown; the certificate fits")
    return wrong, found


def certified(record, assembly, before, counts, known_keys):
    """Says what is wrong with the certificate of the records before it, or None."""
    certificate = record["certificate"]
    if certificate["records"] != before:
        return "the certificate is of other records"
    copied = ("assembly", "community", "title", "openedAt", "closesAt", "closedAt", "electorate", "rollHash", "rulesHash")
    for name in copied:
        if certificate[name] != assembly[name]:
            return f"the certificate's {name} is not the assembly's"
    for name, kind in (COUNTS | COUNTS_IF_ANY).items():
        if certificate.get(name, 0) != counts[kind]:
            return f"the certificate counts {certificate.get(name, 0)} {name}, there are {counts[kind]}"
    x = record["key"]["x"]
    key, signature = (base64.urlsafe_b64decode(text + "==") for text in (x, record["signature"]))
    if not recount.is_signed(b"tongti certificate 1\n" + recount.encode(certificate).encode(), signature, key):
        return "the certificate's signature does not fit"
    if known_keys is not None and x not in known_keys:
        return f"the certificate's key {x} is not among the keys given"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", help="the public copy's file")
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
        with open(options.bundle, "rb") as stream:
            wrong, found = check(stream, recount.known_keys(options.key), wanted, own)
    except (OSError, ValueError) as error:
        print(f"public.py: {error}", file=sys.stderr)
        return 2
    if wrong is None and wanted is not None and not found:
        wrong = "the ballot is not among its records"
    if wrong is not None:
        print(wrong, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
