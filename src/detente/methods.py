"""The register: every method that detente can run, with what it assumes, where it comes from and what it costs.

A row is a value; the function is named by path so that the register costs nothing to import.
``docs/reference/methods.md`` is generated from here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Method:
    """One row: what a method answers and what a reader must know before trusting it."""

    id: str
    title: str
    room: str
    function: str
    assumptions: tuple[str, ...]
    sources: tuple[str, ...]
    cost: str


def _stability() -> tuple[Method, ...]:
    return (
        Method(
            "stability",
            "Stability of states in the graph model: Nash, GMR, SMR, SEQ, SSEQ, SIM, FH",
            "stability",
            "detente.stability.analysis.analyse",
            (
                "rankings are complete (ties allowed) and known to all",
                "opponents sanction by any sequence in which nobody moves twice in a row, unless another rule is named",
            ),
            ("Fang, Hipel and Kilgour 1993", "Fraser and Hipel 1984", "Rego and Vieira 2017"),
            "parties x (parties - 1) x states with rankings; parties x states x moves by sets on small conflicts",
        ),
        Method(
            "stability_why",
            "Why a state is stable or not: move, sanction, counter-move, in sentences",
            "stability",
            "detente.stability.explain.Explorer",
            ("as the stability method; the sanction shown is one of the shortest",),
            ("Fang, Hipel and Kilgour 1993",),
            "breadth-first search over (state, last mover)",
        ),
    )


def _beliefs() -> tuple[Method, ...]:
    return (
        Method(
            "motives",
            "Goals of a party: posterior over rival hypotheses, with the weight of every item",
            "motives",
            "detente.motives.posterior.weigh",
            (
                "exactly one hypothesis is true, and one of them is none of these",
                "different events are independent given the hypothesis; reports of one event never multiply",
            ),
            ("Good 1950", "Heuer 1999"),
            "items x hypotheses",
        ),
        Method(
            "motives_matrix",
            "Matrix of competing hypotheses with its inconsistency score, beside the posterior",
            "motives",
            "detente.motives.ach.ach_matrix",
            ("letters follow likelihoods by fixed thresholds", "the score counts reports one by one"),
            ("Heuer 1999",),
            "items x hypotheses",
        ),
        Method(
            "inverse_decision",
            "What an act says about its author, with its rationality integrated out",
            "motives",
            "detente.motives.choice.infer_from_choices",
            ("acts follow values by a softmax", "one rationality for all acts of a party"),
            ("Luce 1959",),
            "acts x hypotheses x grid",
        ),
    )


def _doubt() -> tuple[Method, ...]:
    return (
        Method(
            "flip_sets",
            "Smallest sets of evidence whose withdrawal turns a conclusion",
            "doubt",
            "detente.doubt.flips.flip_sets",
            (
                "draws are labelled with the reading they used",
                "signals dropped together report different events, unless confirmed by exact weights",
            ),
            ("derived here: conditioning on labelled draws is the renormalised mixture",),
            "items^3 x draws in matrix products for sets of three",
        ),
        Method(
            "sobol_indices",
            "Shares of an outcome's variance that inputs explain alone and together",
            "doubt",
            "detente.doubt.variance.sobol_indices",
            ("inputs are independent",),
            ("Jansen 1999", "Saltelli et al. 2010"),
            "draws x (groups + 2) runs",
        ),
        Method(
            "morris",
            "Screening of many inputs by elementary effects",
            "doubt",
            "detente.doubt.variance.morris",
            ("inputs are independent",),
            ("Morris 1991", "Campolongo et al. 2007"),
            "trajectories x (inputs + 1) runs",
        ),
        Method(
            "break_even",
            "Values of one input at which a conclusion turns",
            "doubt",
            "detente.doubt.sensitivity.break_even",
            ("turns are further apart than the points of the scan",),
            ("bisection",),
            "scan points + 20 per turn",
        ),
    )


def _forecast() -> tuple[Method, ...]:
    return (
        Method(
            "compromise",
            "Compromise on one ordered issue: mean weighted by capability and salience",
            "forecast",
            "detente.forecast.compromise.weighted_mean",
            ("some decision is taken", "positions lie on one scale"),
            ("Thomson et al. 2006",),
            "parties",
        ),
        Method(
            "challenges",
            "Who gains by pressing whom on one ordered issue; rounds are exploratory",
            "forecast",
            "detente.forecast.challenge.challenge_matrix",
            ("one ordered issue", "parties know each other's positions, capabilities and saliences"),
            ("Bueno de Mesquita 1994", "Scholz, Calbert and Smith 2011"),
            "parties^3",
        ),
        Method(
            "durability",
            "Base rates: share of past agreements still holding",
            "forecast",
            "detente.forecast.durability.kaplan_meier",
            ("leaving observation says nothing about failing", "past cases resemble the one at hand"),
            ("Kaplan and Meier 1958", "Greenwood 1926"),
            "cases x failures",
        ),
    )


def _documents() -> tuple[Method, ...]:
    return (
        Method(
            "reading_documents",
            "Documents of any common kind as stored text, with the way back to the original",
            "reading",
            "detente.reading.reading.read_documents",
            (
                "bytes are UTF-8 or Windows-1252 unless they say otherwise",
                "a paragraph is a line once wrapped lines are joined",
                "a paragraph too short to tell is in the language of its document",
            ),
            ("Speer 2019 (ftfy)", "Lui and Baldwin 2012 (langid)", "Barbaresi 2021 (trafilatura)"),
            "characters",
        ),
        Method(
            "reading_copies",
            "Which documents are one story printed many times, and which report one event",
            "reading",
            "detente.reading.duplicates.group_documents",
            (
                "half of the shorter text in the longer one means one origin",
                "reports of one event share a long quotation, or names, figures and dates within three days",
            ),
            ("Broder 1997",),
            "kept runs of five words",
        ),
    )


def _rows() -> tuple[Method, ...]:
    return (
        *_documents(),
        *_beliefs(),
        *_doubt(),
        *_forecast(),
        *_stability(),
    )


METHODS: tuple[Method, ...] = _rows()
