"""What the stories say beside the votes: deliveries, visits and meetings, and how long a result is posted.

Counted here once more, as the services publish it: by building, of the last word that was said about a unit.
"""

import datetime
import json
import pathlib

from . import common

CALENDAR = pathlib.Path(__file__).parents[3] / "Shared" / "Model" / "Calendar" / "china.json"
PUBLICITY = 15


# -- days


def posted_until(closed):
    """The last day of a posting: so many days after the count, moved to the next that is worked (R-M-41, R-X-07)."""
    years = json.loads(CALENDAR.read_text(encoding="utf-8"))["years"]
    day = datetime.date.fromisoformat(closed) + datetime.timedelta(days=PUBLICITY)
    while True:
        year = next(year for year in years if year["year"] == day.year)
        text = day.isoformat()
        free = any(holiday["from"] <= text <= holiday["to"] for holiday in year["holidays"])
        if text in year["workdays"] or (day.weekday() < 5 and not free):
            return text
        day += datetime.timedelta(days=1)


def after(day, days=1):
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days=days)).isoformat()


# -- owners


def owners_of(unit):
    return frozenset(ref for ref, _ in unit.owners)


def heads_by_unit(units, heads):
    """Who votes for each unit."""
    by_code = {unit.code: unit for unit in units}
    by_owners = {owners_of(by_code[head.unit]): head for head in heads}
    return {unit.code: by_owners[owners_of(unit)] for unit in units}


# -- deliveries


class Deliveries:
    """The register of an assembly: which units get a ballot, and what was said of each, batch by batch."""

    def __init__(self, story, assembly, units):
        self.story, self.assembly, self.units = story, assembly, units
        self.last = {}

    def batch(self, rows):
        """A deliveries.csv of (unit, method or none, day, collector); none is a door that stayed shut."""
        lines = []
        for unit, method, day, collector in rows:
            self.last[unit.code] = (method, collector)
            papers = 1 if method in ("inPerson", "post") else 0
            proof = common.digest(f"{self.story}/{self.assembly}/delivery/{unit.code}") if method else ""
            lines.append([unit.code, papers, method or "inPerson", day if method else "", proof, "yes", collector])
        return common.table(
            ["unit", "papers", "method", "delivered_on", "evidence_sha256", "warned", "collector"], lines)

    def figures(self, figures, voted, returned, community=None):
        """What is published; `voted` are units whose owner voted, `returned` those of which a paper came."""
        path = f"assemblies/{self.assembly}/deliveries/progress"
        count = {}
        for unit in self.units:
            method, collector = self.last.get(unit.code, (None, None))
            if unit.code in voted or unit.code in returned:
                standing = "back"
            elif method == "announcement":
                standing = "announced"
            else:
                standing = "out" if method else "notReached"
            for place in ((unit.building, None), (unit.building, collector)):
                entry = count.setdefault(place, dict.fromkeys(("units", "notReached", "announced", "out", "back", "papers"), 0))
                entry["units"] += 1
                entry[standing] += 1
                entry["papers"] += 1 if method in ("inPerson", "post") else 0
        for (building, collector), entry in sorted(count.items(), key=lambda item: (item[0][0], item[0][1] or "")):
            if collector is None:
                for member, value in entry.items():
                    figures.add(f"{self.assembly}, building {building}: {member}", "ballots", path,
                                f"progress[building={building}].{member}.sum", value, community, reader="auditor")
            else:
                figures.add(f"{self.assembly}, building {building}: back to {collector}", "ballots", path,
                            f"progress[building={building}][collector={collector}].back", entry["back"], community,
                            reader="auditor")


# -- visits


class Visits:
    """What was heard at the doors about one topic, visit by visit."""

    def __init__(self, story, topic):
        self.story, self.topic = story, topic
        self.heard = {}

    def batch(self, rows):
        """A visits.csv of (unit, day, opinion, concerns, promised for or none, visitor)."""
        lines = []
        for unit, day, opinion, concerns, promised, visitor in rows:
            self.heard.setdefault(unit.code, []).append((opinion, promised))
            lines.append([
                self.topic, unit.code, day, opinion, "+".join(concerns), promised or "",
                common.digest(f"{self.story}/{self.topic}/visit/{unit.code}/{day}"), visitor])
        return common.table(
            ["topic", "unit", "visited_on", "opinion", "concerns", "promised_for", "notes_sha256", "visitor"], lines)

    def figures(self, figures, community=None):
        path = f"visits/progress?topic={self.topic}"
        members = ("visits", "units", "inFavour", "against", "undecided", "notMet", "changed", "promised")
        count = {}
        for code, visits in self.heard.items():
            entry = count.setdefault(code.split("-")[0], dict.fromkeys(members, 0))
            said = [opinion for opinion, _ in visits if opinion != "notMet"]
            last = said[-1] if said else "notMet"
            entry["visits"] += len(visits)
            entry["units"] += 1
            entry["inFavour" if last == "for" else last] += 1
            entry["changed"] += len(set(said)) > 1
            entry["promised"] += visits[-1][1] is not None
        for building, entry in sorted(count.items()):
            for member in members:
                figures.add(f"visits about {self.topic}, building {building}: {member}", "ballots", path,
                            f"progress[building={building}].{member}", entry[member], community, reader="street")


# -- meetings


class Talks:
    """Consultations about one topic."""

    def __init__(self, topic):
        self.topic = topic
        self.held = []

    def step(self, day, kind, parties, conclusion, documents=(), community=None):
        self.held.append((day, kind, conclusion))
        came = "".join(f"    - {{party: {party}, people: {people}}}\n" for party, people in parties)
        shown = "".join(f"    - {{title: {title}, sha256: {common.digest(title)}}}\n" for title in documents)
        return common.step(day, f"consult:\n  topic: {self.topic}\n  kind: {kind}\n" + (
            f"  parties:\n{came}" if came else "") + f"  conclusion: {conclusion}\n" + (
            f"  documents:\n{shown}" if shown else ""), community)

    def figures(self, figures, community=None):
        path = f"consultations?topic={self.topic}&limit=500"
        figures.add(f"meetings about {self.topic}", "ballots", path, "consultations.count", len(self.held), community)
        for day, kind, conclusion in self.held:
            figures.add(f"{kind} of {day} about {self.topic}: what came out of it", "ballots", path,
                        f"consultations[heldOn={day}][kind={kind}].conclusion", conclusion, community)


# -- the result


def effect(figures, assembly, closed, objections=0, on=None, community=None):
    """How long a result was posted, and that it stands."""
    last = posted_until(closed)
    path = f"assemblies/{assembly}"
    figures.add(f"{assembly}: posted until", "ballots", path, "course.result.postedUntil", last, community)
    figures.add(f"{assembly}: objections", "ballots", path, "course.result.objections.filed", objections, community)
    figures.add(f"{assembly}: objections without an answer", "ballots", path, "course.result.objections.unanswered", 0,
                community)
    figures.add(f"{assembly}: stands from", "ballots", path, "course.result.effectiveOn", on or after(last), community)
    figures.add(f"{assembly}: phase", "ballots", path, "course.phase", "effective", community)
