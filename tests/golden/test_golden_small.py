"""The small case's verdicts, as they were accepted by hand; on a difference a .new file is left to look at."""

from __future__ import annotations

import json
from pathlib import Path

GOLDEN = Path(__file__).parent / "small_case.json"


def test_verdicts_of_the_small_case_are_as_accepted(small_assessment):
    found = {
        verdict.id: {
            "label": verdict.label,
            "package": dict(verdict.package),
            "all_sign": verdict.all_sign.text,
            "survival": [number.text for number in verdict.survival],
            "signed_and_holds": verdict.signed_and_holds.text,
            "first_breaker": verdict.first_breaker,
            "answers": {line.party: [line.signs_freely.text, line.refuses.text] for line in verdict.parties},
            "values": {line.party: [line.value.text, line.war_value.text] for line in verdict.parties},
        }
        for verdict in small_assessment.verdicts
    }
    text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    if not GOLDEN.exists() or GOLDEN.read_text(encoding="utf-8") != text:
        GOLDEN.with_suffix(".json.new").write_text(text, encoding="utf-8")
    assert json.loads(GOLDEN.read_text(encoding="utf-8")) == found, (
        f"look at {GOLDEN.name}.new and accept it by hand"
    )
