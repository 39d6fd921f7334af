"""A review for programs: JSON, SARIF 2.1.0 (OASIS) and the annotations of GitHub's runners."""

import json
from dataclasses import asdict
from urllib.parse import quote

from agent.review.report import Remark, Report
from agent.version import __version__

_LEVELS = {"block": "error", "warn": "warning", "info": "note"}
_COMMANDS = {"block": "error", "warn": "warning", "info": "notice"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_json(report: Report) -> str:
    """One object on one line: what was reviewed, the findings, the fixes made, the notes."""
    value = {
        "version": __version__,
        "reviewed": report.title,
        "files": report.files,
        "findings": [_as_dict(one) for one in report.remarks],
        "fixed": [asdict(one) for one in report.mended],
        "notes": report.notes,
    }
    return f"{json.dumps(value)}\n"


def as_sarif(report: Report, titles: dict[str, str]) -> str:
    """A SARIF log with one run; `titles` are the checks' sentences by id."""
    ids = sorted({one.check for one in report.remarks})
    driver = {
        "name": "offdroid",
        "semanticVersion": __version__,
        "rules": [_rule(check, titles.get(check, check)) for check in ids],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ROOT": {"description": {"text": "The root of the repository"}}},
        "results": [_result(one, ids.index(one.check)) for one in report.remarks],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return f"{json.dumps(log, indent=2)}\n"


def as_github(report: Report) -> str:
    """One workflow command a finding, which GitHub shows beside the line."""
    return "".join(f"{_annotation(one)}\n" for one in report.remarks)


def _as_dict(remark: Remark) -> dict[str, object]:
    return {name: value for name, value in asdict(remark).items() if name != "fingerprint"}


def _rule(check: str, title: str) -> dict[str, object]:
    sentence = f"{title[:1].upper()}{title[1:]}."
    return {"id": check, "shortDescription": {"text": sentence}}


def _result(remark: Remark, index: int) -> dict[str, object]:
    region: dict[str, object] = {"startLine": max(remark.line, 1)}
    region["startColumn"] = max(remark.column, 1)
    if remark.code:
        region["snippet"] = {"text": remark.code}
    uri = quote(remark.path.encode("utf-8", "surrogateescape"))
    result: dict[str, object] = {
        "ruleId": remark.check,
        "ruleIndex": index,
        "level": _LEVELS[remark.severity],
        "message": {"text": "; fix: ".join(filter(None, (remark.message, remark.fix)))},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": uri, "uriBaseId": "ROOT"},
                    "region": region,
                }
            }
        ],
    }
    if remark.fingerprint:
        from hashlib import sha256

        digest = sha256(remark.fingerprint.encode("utf-8", "surrogateescape")).hexdigest()
        result["partialFingerprints"] = {"offdroid/v1": digest[:32]}
    return result


def _annotation(remark: Remark) -> str:
    properties = ",".join(
        f"{name}={_property(value)}"
        for name, value in (
            ("file", remark.path),
            ("line", str(remark.line)),
            ("col", str(remark.column)),
            ("title", remark.check),
        )
    )
    text = f"{remark.message}\nfix: {remark.fix}" if remark.fix else remark.message
    return f"::{_COMMANDS[remark.severity]} {properties}::{_escaped(text)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
