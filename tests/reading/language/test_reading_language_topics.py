"""Issues of the case in a statement: whole words, forms of one noun, the longest name first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case.vocabulary import Name, Vocabulary
from detente.reading.topics import TopicIndex, stem

CASE = Vocabulary(
    (
        Name("territory", "issue", "territory", "en"),
        Name("territory", "issue", "land", "en"),
        Name("territory", "issue", "terre", "it"),
        Name("territory", "issue", "tierra", "es"),
        Name("territory", "issue", "terres", "fr"),
        Name("territory", "issue", "Boden", "de"),
        Name("minerals", "issue", "rare earths", "en"),
        Name("minerals", "issue", "terre rare", "it"),
        Name("minerals", "issue", "tierras raras", "es"),
        Name("minerals", "issue", "terres rares", "fr"),
        Name("minerals", "issue", "Bodenschätze", "de"),
        Name("minerals.access", "level", "accesso alle terre rare", "it"),
        Name("office", "issue", "office", "en"),
        Name("ceasefire", "issue", "cease-fire", "en"),
        Name("ceasefire", "issue", "cessate il fuoco", "it"),
        Name("ceasefire", "issue", "alto el fuego", "es"),
        Name("ceasefire", "issue", "cessez-le-feu", "fr"),
        Name("ceasefire", "issue", "Waffenruhe", "de"),
    ),
    {},
)
INDEX = TopicIndex(CASE)


@pytest.mark.parametrize(
    ("language", "words", "issues"),
    [
        ("it", "un accordo sulle terre rare è vicino", ("minerals",)),
        ("it", "la terra non si cede e le terre rare nemmeno", ("territory", "minerals")),
        ("it", "le terre occupate", ("territory",)),
        ("it", "il terrore delle armi", ()),
        ("es", "las tierras raras", ("minerals",)),
        ("es", "la tierra y nada más", ("territory",)),
        ("fr", "les terres rares", ("minerals",)),
        ("de", "die Bodenschätze", ("minerals",)),
        ("de", "auf den Böden und am Boden", ("territory",)),
        ("en", "rare earths for support", ("minerals",)),
        ("en", "an officer spoke", ()),
        ("en", "two offices", ("office",)),
        ("en", "landing was hard", ()),
        ("en", "a cease-fire or two cease-fires", ("ceasefire",)),
        ("it", "il cessate il fuoco regge", ("ceasefire",)),
        ("fr", "un cessez-le-feu", ("ceasefire",)),
        ("de", "eine Waffenruhe", ("ceasefire",)),
    ],
)
def test_issues_by_their_names(language: str, words: str, issues: tuple[str, ...]) -> None:
    assert INDEX.topics_in(words.split(), language)[0] == issues


def test_a_level_keeps_its_own_issue() -> None:
    issues, levels = INDEX.topics_in(["chiedono", "l", "accesso", "alle", "terre", "rare"], "it")
    assert (issues, levels) == (("minerals",), ("minerals.access",))


def test_words_far_apart_make_no_name() -> None:
    words = ["rare", *["word"] * 30, "earths"]
    assert INDEX.topics_in(words, "en") == ((), ())


@given(st.lists(st.sampled_from(["terre", "rare", "terra", "x", "fuoco", "cessate"]), max_size=25))
@settings(max_examples=60, deadline=None)
def test_adding_other_words_at_the_end_takes_no_issue_away(words: list[str]) -> None:
    alone = set(INDEX.topics_in(words, "it")[0])
    assert alone <= set(INDEX.topics_in([*words, *["y"] * 20, "terra"], "it")[0])


def test_time_is_linear_in_repeated_names(grows_slowly: Callable[..., None]) -> None:
    few, many = (["terre", "rare"] * count for count in (4_000, 40_000))
    grows_slowly(lambda words: INDEX.topics_in(words, "it"), few, many, times=10)


def test_short_words_stay_whole() -> None:
    assert stem("land", "en") == "land"
    assert stem("Länder", "de") == stem("Land", "de") == "land"
