"""`doctor`: what is found, configured and missing, and what to do."""

import os
from dataclasses import asdict
from pathlib import Path

from agent import output
from agent.app import enter
from agent.commands.run import Flags
from agent.exits import Exit
from agent.row import Row, Tone
from agent.survey import Found, survey

_PROOF_TONES: dict[str, Tone] = {"held": "good", "failed": "bad", "skipped": "quiet"}
_TONES: dict[str, Tone] = {"ok": "good", "note": "plain", "warning": "warn", "missing": "bad"}


def doctor(path: Path, flags: Flags, *, json: bool) -> int:
    """Report. Exit 0 where `run` can work in some form; 5 where the asked engine cannot."""
    environment = dict(os.environ)
    place = enter(path, flags, model=True)
    missing = set()
    for found in survey(place, environment):
        _tell(found, json=json)
        if found.state == "missing":
            missing.add(found.part)
    if missing & {"git", "state"}:
        return Exit.NOT_DONE
    asked = place.settings.engine
    if asked == "ollama" and missing & {"model", "models"}:
        return Exit.NO_MODEL
    if missing and not json:
        text = "without a model, requests that the recipes cover still work"
        output.row(Row("note", text))
    return Exit.DONE


def prove(path: Path, flags: Flags, *, json: bool) -> int:
    """Try the ways out of the seal. Exit 0 only where all are closed."""
    from agent.app import upstream_of
    from agent.seal.prove import prove as proofs

    place = enter(path, flags, model=True)
    upstream = upstream_of(place.settings)
    counts = {"held": 0, "failed": 0, "skipped": 0}
    for proof in proofs(place.sealed, place.root, upstream):
        counts[proof.state] += 1
        if json:
            output.json_line(asdict(proof))
            continue
        text = f"{proof.part}: {proof.name}: {proof.how}"
        output.row(Row(proof.state, text, _PROOF_TONES[proof.state]), data=True)
    if not json:
        tone: Tone = "bad" if counts["failed"] else "good"
        text = ", ".join(f"{number} {state}" for state, number in counts.items())
        output.row(Row("proof", text, tone))
    return Exit.NO_SEAL if counts["failed"] else Exit.DONE


def _tell(found: Found, *, json: bool) -> None:
    if json:
        output.json_line(asdict(found))
        return
    advice = f"\n-> {found.advice}" if found.advice else ""
    tone = _TONES[found.state]
    output.row(Row(found.state, f"{found.part}: {found.text}{advice}", tone), data=True)
