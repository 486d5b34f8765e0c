"""Random questions: an answer in words or an exception of ours, never anything else."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.errors import DetenteError
from detente.war.answers import answer_question
from detente.war.questions import KINDS, read_question

NUMBERS = st.one_of(
    st.sampled_from([0, 1, 0.5, 0.99, 0.05, 2, 30, -1, 1e-12, 1e9, 5e-324]),
    st.floats(0, 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-3, 40),
)


@st.composite
def questions(draw):
    kind = draw(st.sampled_from(sorted(KINDS)))
    record = {"question": kind}
    for key, entry in KINDS[kind].items():
        if entry.default is None or draw(st.integers(0, 3)) == 0:
            record[key] = draw(st.floats(0.01, 0.98)) if draw(st.integers(0, 5)) else draw(NUMBERS)
    for key in ("days", "proposals", "months_of_war"):
        if key in record:
            record[key] = draw(st.integers(1, 400))
    if "grid_points" in record:
        record["grid_points"] = draw(st.integers(3, 60))
    if kind == "coalition":
        pair = st.fixed_dictionaries({"capability": st.floats(0, 50), "threshold": st.floats(0, 100)})
        record["members"] = draw(st.dictionaries(st.text(max_size=5), pair, max_size=6))
    return record


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(questions())
def test_an_answer_or_an_exception_of_ours(record):
    try:
        answer = answer_question(read_question(json.dumps(record), "asked.json"))
    except DetenteError:
        return
    assert all(answer.words)
    json.dumps(answer.as_record(), allow_nan=False)
