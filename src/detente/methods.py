"""The register: every method that detente can run, with what it assumes, where it comes from and what it costs.

A row is a value; the function is named by path so that the register costs nothing to import.
``docs/reference/methods.md`` is generated from here. The file is longer than others because it is one table.
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
        Method(
            "stability_coalitions",
            "Coalitions that would move together, and jumps between equilibria",
            "stability",
            "detente.stability.coalitions.Coalitions",
            (
                "every member must be better off at the end, not on the way",
                "outsiders deter by hurting one member",
            ),
            ("Kilgour, Hipel, Fang and Peng 2001",),
            "all coalitions; sets of states, some hundreds of states",
        ),
        Method(
            "stability_inverse",
            "Which rankings make a state stable: exact conditions, counts, nearest ranking, goals",
            "stability",
            "detente.stability.inverse.find_condition",
            ("the other parties' rankings stay as they are",),
            ("Kinsara, Petersons, Hipel and Kilgour 2015",),
            "2 to the number of states that the condition mentions, at most 22",
        ),
        Method(
            "stability_evolution",
            "Shortest ways from the status quo to each equilibrium, who must move, dead ends",
            "stability",
            "detente.stability.evolution.evolve",
            ("nobody moves twice in a row",),
            ("Li, Kilgour and Hipel 2005",),
            "breadth-first search over (state, last mover)",
        ),
        Method(
            "stability_unknown",
            "Stability with unknown preferences (attitudes a to d) and with strength of preference",
            "stability",
            "detente.stability.uncertain.analyse_unknown",
            ("one attitude for all parties", "opponents may make moves of unknown worth to themselves"),
            ("Li, Hipel, Kilgour and Fang 2004", "Hamouda, Kilgour and Hipel 2004"),
            "as stability by sets",
        ),
        Method(
            "stability_foresight",
            "Limited-move, non-myopic, Stackelberg and maximin stability",
            "stability",
            "detente.stability.farsighted.Foresight",
            ("parties take turns in a fixed cycle", "rankings are known to all"),
            ("Fang, Hipel and Kilgour 1993", "Rego and Vieira 2021"),
            "horizon x parties x moves",
        ),
        Method(
            "stability_hypergame",
            "What each party thinks stable in its own picture, and where everybody really stays",
            "stability",
            "detente.stability.hypergame.analyse_hypergame",
            ("parties act on their pictures; pictures of pictures go one level deep",),
            ("Bennett 1977", "Wang, Hipel and Fraser 1988"),
            "parties x stability",
        ),
        Method(
            "stability_firm",
            "Share of draws in which a state is an equilibrium; single changes that turn a verdict",
            "stability",
            "detente.stability.robust.equilibrium_shares",
            ("shares hold under the entered ranges", "single changes only"),
            ("derived here",),
            "draws x stability; one stability per neighbouring exchange",
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
        Method(
            "choice_signals",
            "Choices as signals: likelihoods from what deals and no deal are worth under each account",
            "assess",
            "detente.assess.choices.goal_records",
            (
                "a party chooses between the value of the deal, its possible collapse included, and that of no deal",
                "each signal integrates rationality by itself",
                "the breaker's accounts come first; what a deal is worth to the others depends on them",
            ),
            ("Luce 1959",),
            "one game for each proposal chosen from",
        ),
        Method(
            "market_moves",
            "What a move of a price says about the chance of a deal, over assumed uplifts",
            "assess",
            "detente.assess.markets.market_lines",
            (
                "the move is the change of the chance times the uplift, which is assumed and never read off the move",
                "it bears on the chance of a deal and on nothing else",
            ),
            ("derived here; docs/methods/motives.md",),
            "draws",
        ),
    )


def _doubt() -> tuple[Method, ...]:
    return (
        Method(
            "change_note",
            "What moved between two versions of a case, and what each change moves by itself",
            "assess",
            "detente.assess.moved.movement",
            (
                "both versions are drawn alike, so shares are compared draw by draw",
                "each change is taken back by itself in the new version; what they move need not add up",
            ),
            ("derived here; docs/methods/trail.md",),
            "one run for each version and each change",
        ),
        Method(
            "withdrawal",
            "What moves when a statement or a source is withdrawn",
            "assess",
            "detente.assess.withdrawal.impact",
            (
                "statements behind one reading are alternatives: it goes when all of them do",
                "a quantity whose only reading loses its statements keeps its range and is named unsupported",
            ),
            ("derived here, tested against real runs",),
            "one posterior per draw; nothing is played again",
        ),
        Method(
            "turning_points",
            "Values of single quantities at which a share of the assessment turns",
            "assess",
            "detente.assess.turning.turning_points",
            (
                "other quantities stay as they were drawn",
                "turns are further apart than the points of the scan",
            ),
            ("bisection on common draws",),
            "about 15 plays of one package per quantity",
        ),
        Method(
            "variation",
            "Shares of the variance of a share by part of the case and by grounds",
            "assess",
            "detente.assess.variation.variation",
            ("quantities are independent", "accounts of goals are weighted, not drawn"),
            ("Jansen 1999", "Saltelli et al. 2010"),
            "base rows x (parts + 6) plays of one package",
        ),
        Method(
            "number_screening",
            "Which of all numbers of a case move a share, each over its whole range",
            "assess",
            "detente.assess.screening.screen",
            ("four levels of each number stand for its range", "numbers and drivers are independent inputs"),
            ("Morris 1991", "Campolongo et al. 2007"),
            "trajectories x (uncertain numbers + 1) plays of one package",
        ),
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
            "reading_statements",
            "Attributed statements: who said, demanded, refused, threatened what, at which exact place",
            "reading",
            "detente.reading.extract.extract_statements",
            (
                "rules and word lists of five languages, no model; pronouns by recency",
                "where two speakers remain possible both are named and none is chosen",
                "another party's refusal or promise told by the speaker stays that party's",
            ),
            (
                "Newell, Margolin and Ruths 2018, PolNeAR, for source, cue and content",
                "Halterman and others 2023, PLOVER, for the event classes",
            ),
            "linear in the length of the text, some milliseconds a page",
        ),
        Method(
            "reading_author",
            "What the writer of a text claims, apart from what anybody said; no party's position",
            "reading",
            "detente.reading.author.with_author",
            (
                "a narrator's plain sentence is no statement",
                "modals are the writer's only in a text that is shown to argue, outside clauses and reports",
            ),
            ("own rule",),
            "linear in the length of the text",
        ),
        Method(
            "reading_second_opinion",
            "Attributions of English by who governs what in a parse; merged with the rules and marked",
            "reading",
            "detente.reading.second_opinion.opinions",
            (
                "an installed spaCy model with a parser, named by the user",
                "letters shared by 0.6 (F1) are one finding",
            ),
            ("Honnibal and others, spaCy 3", "own rule"),
            "some two hundred milliseconds a page",
        ),
        Method(
            "reading_codings",
            "Codings proposed from statements, with cautions; decisions of a person are carried over",
            "reading",
            "detente.reading.propose.propose_codings",
            ("a statement bears on an issue when the words of one of its names occur in it",),
            ("own rule",),
            "one proposal for each party and issue of a statement",
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


def _deals() -> tuple[Method, ...]:
    return (*_spaces(), *_principles(), *_tables_and_burden())


def _spaces() -> tuple[Method, ...]:
    return (
        Method(
            "packages",
            "Every feasible package, listed or streamed, with rules between issues",
            "deals",
            "detente.deals.space.feasible_packages",
            ("a package is one level per issue; every rule says at most k of some conditions hold",),
            ("own",),
            "follows the number of feasible packages; 10^7 in a stream",
        ),
        Method(
            "frontier",
            "Efficient packages, ties kept",
            "deals",
            "detente.deals.frontier.pareto_frontier",
            ("values are compared on a grid of 1e-9 utils; integers exactly",),
            ("own",),
            "a sort for two and three parties; strong rows first beyond",
        ),
        Method(
            "additive_frontier",
            "Efficient packages of additive spaces of any size, by dynamic programming over issues",
            "deals",
            "detente.deals.additive.additive_frontier",
            ("utility is a sum over issues plus interaction terms; floats are rounded to 1e-9 utils first",),
            ("Klamroth and Wiecek 2000",),
            "issues x efficient partial packages x levels",
        ),
        Method(
            "step_frontier",
            "Two-party frontier by integer programmes, where the space can be neither listed nor carried",
            "deals",
            "detente.deals.epsilon.step_frontier",
            ("points closer together than the solver's tolerance count as one",),
            ("Haimes, Lasdon and Wismer 1971",),
            "two programmes per efficient point",
        ),
        Method(
            "programmed_frontier",
            "Efficient packages between any number of parties by integer programmes, with a bound on what is left",
            "deals",
            "detente.deals.epsilon.programmed_frontier",
            ("points closer together than the solver's tolerance count as one",),
            ("Sylva and Crema 2004",),
            "one programme per efficient vector, each larger than the one before",
        ),
        Method(
            "engine",
            "Efficient packages and every principle, by listing, streaming, dynamic or mixed-integer programming",
            "deals",
            "detente.deals.engine.solve",
            ("the method follows from the size and is named with what it proved",),
            ("Caragiannis et al. 2019, for the Nash product",),
            "see docs/methods/deals.md",
        ),
        Method(
            "acceptance_over_draws",
            "In which share of draws every package clears everybody's reservation",
            "deals",
            "detente.deals.drawn.acceptance_over_draws",
            ("shares of draws under the entered ranges", "the same draws for all packages"),
            ("own",),
            "draws x packages x parties x a few look-ups",
        ),
        Method(
            "concessions",
            "The smallest concession that opens the zone, all minimal sets of movers, the nearest acceptable package",
            "deals",
            "detente.deals.concede.ways_in",
            ("sizes are in each party's own utils over a stated scale",),
            ("own",),
            "packages x parties",
        ),
        Method(
            "ledger",
            "What a concession made before talks costs",
            "deals",
            "detente.deals.ledger.ledger_entry",
            ("what parties can expect is the Nash package, a yardstick and no forecast",),
            ("own",),
            "packages x parties",
        ),
    )


def _principles() -> tuple[Method, ...]:
    where = "detente.deals.principles."
    listed = "packages x parties"
    rows = (
        ("nash", "Nash: largest product of gains over no deal", "nash_solution",
         ("efficient, symmetric, free of scales, independent of what was not chosen",), ("Nash 1950",)),
        ("kalai_smorodinsky", "Kalai-Smorodinsky: largest least share of a party's best acceptable gain", "kalai_smorodinsky",
         ("symmetric, free of scales; monotone in a party's own possibilities on convex problems",), ("Kalai and Smorodinsky 1975",)),
        ("lexicographic_kalai_smorodinsky", "Kalai-Smorodinsky, then the second least share, and so on",
         "lexicographic_kalai_smorodinsky", ("efficient, symmetric, free of scales",), ("Imai 1983",)),
        ("proportional", "Proportional: largest t with every gain at least t times a weight", "proportional_welfare",
         ("compares utils of parties by the weights given",), ("Kalai 1977",)),
        ("egalitarian", "Egalitarian: largest least gain in utils", "egalitarian_welfare",
         ("compares utils of parties; may choose inefficient ties",), ("Kalai 1977",)),
        ("leximin", "Leximin: largest least gain, then second least, and so on", "leximin_welfare",
         ("compares utils of parties; efficient",), ("Imai 1983",)),
        ("utilitarian", "Utilitarian: largest sum of gains", "utilitarian_welfare",
         ("compares utils of parties; efficient",), ("Harsanyi 1955",)),
        ("relative_utilitarian", "Relative utilitarian: largest sum of shares of the best acceptable gain",
         "relative_utilitarian_welfare", ("free of scales; efficient",), ("Dhillon and Mertens 1999",)),
        ("maximin", "Maximin: largest least utility, no deal not subtracted", "maximin_welfare",
         ("compares utils of parties",), ("own",)),
        ("median_rank", "Median rank: largest median over parties of the rank each gives a package", "median_rank_solution",
         ("uses order only",), ("own",)),
    )  # fmt: skip
    return (
        *(
            Method(id, title, "deals", where + function, axioms, sources, listed)
            for id, title, function, axioms, sources in rows
        ),
        Method(
            "axiom_audit",
            "Which axioms a principle keeps on the packages at hand, with witnesses",
            "deals",
            "detente.deals.audit.audit_principle",
            ("packages are struck out one at a time; only Pareto and symmetry are complete",),
            ("Kalai and Smorodinsky 1975", "Nash 1950"),
            "packages struck out x the principle",
        ),
        Method(
            "offers",
            "Closed forms of alternating offers: patience, outside options, deadlines, breakdown, many parties",
            "deals",
            "detente.deals.offers.outside_option_split",
            ("one divisible stake of size 1; full information",),
            ("Rubinstein 1982", "Shaked and Sutton 1984", "Stahl 1972", "Baron and Ferejohn 1989"),
            "closed form",
        ),
        Method(
            "sealed_offers",
            "What is lost when neither side knows what the other could accept",
            "deals",
            "detente.deals.offers.sealed_offers",
            ("worth and cost even on 0..1 and independent; the linear equilibrium, one of many",),
            ("Chatterjee and Samuelson 1983", "Myerson and Satterthwaite 1983"),
            "closed form",
        ),
    )


def _tables_and_burden() -> tuple[Method, ...]:
    return (
        Method(
            "ratification",
            "What survives those who must act: free, only by coercion, not; what keeping them out costs",
            "deals",
            "detente.deals.tables.ratify",
            ("a seat changes which value a party compares with, never whether it counts",),
            ("own",),
            "packages x parties",
        ),
        Method(
            "shapley",
            "Shapley shares, exact to 20 players; sampled with error bounds beyond",
            "deals",
            "detente.deals.burden.shapley_value",
            ("every coalition has a value; none is guessed",),
            ("Shapley 1953", "Castro, Gomez and Tejada 2009", "Maleki et al. 2013"),
            "players x 2^players",
        ),
        Method(
            "voting_power",
            "Shapley-Shubik and Banzhaf power in weighted voting, exact",
            "deals",
            "detente.deals.burden.shapley_shubik",
            ("all orders (or coalitions) equally likely",),
            ("Shapley and Shubik 1954", "Banzhaf 1965"),
            "distinct weights x players x quota",
        ),
        Method(
            "nucleolus",
            "Least core and nucleolus, who would leave, side payments",
            "deals",
            "detente.deals.core.nucleolus",
            ("gains can be handed over in one unit",),
            ("Schmeidler 1969", "Maschler, Peleg and Shapley 1979"),
            "a few linear programmes with 2^players rows",
        ),
    )


def _assess() -> tuple[Method, ...]:
    return (
        Method(
            "assess",
            "Assessment: who signs, who blocks, what breaks a package and when, how sure we are",
            "assess",
            "detente.assess.chain.assess",
            (
                "acceptance is judged on the value of the deal with its possible collapse, never on the paper terms",
                "one side may break the deal; whether the other would is checked in a mirrored game",
                "accounts of different parties' goals are independent; one named account of each is right",
                "terms stay fixed after signature",
            ),
            ("our own chain; its parts are the methods of the rooms",),
            "draws x accounts of the breaker's goals settlement games per package; one pass over all packages",
        ),
    )


def _case() -> tuple[Method, ...]:
    return (
        Method(
            "effects",
            "What a package changes in war and settlement: the effects of its levels, combined by one rule",
            "case",
            "detente.case.effects.combine",
            (
                "safeguards of different issues fail independently of one another",
                "shifts of power add up, factors on rearming multiply, penalties add up to at most the whole stake",
            ),
            ("docs/conventions.md, How effects combine",),
            "one pass over the issues; each value a number or an array of draws",
        ),
        Method(
            "quantities",
            "Numbers as three quantiles or mixtures of readings, and how they are drawn",
            "case",
            "detente.case.quantities.Quantity",
            (
                "the ends of a range are its 5 and 95 per cent points, the likely value (else the middle) its median",
                "tails reach a tenth of the range beyond the ends and never leave the scale",
                "readings of one mixture are rival accounts; one of them holds in each draw",
            ),
            ("docs/decisions/0002", "ICD 203, 2015, table of likelihood words"),
            "one interpolation for each draw",
        ),
    )


def _war() -> tuple[Method, ...]:
    return (*_settlement(), *_bargaining_and_deterrence())


def _settlement() -> tuple[Method, ...]:
    return (
        Method(
            "war_value",
            "What fighting on is worth to any party, as a line in power",
            "war",
            "detente.war.process.war_line",
            (
                "the hazard of a decision is constant",
                "the winner's settlement is final",
                "nothing is destroyed",
            ),
            ("Fearon 1995 for the idea; the monthly process is our own",),
            "closed form",
        ),
        Method(
            "support",
            "What each support link is worth while the war lasts, counting that it may lapse",
            "war",
            "detente.war.support.support_report",
            ("links lapse independently and add up", "power is not held within 0 and 1"),
            ("our own",),
            "closed form",
        ),
        Method(
            "ranges",
            "Shares or packages that no side would rather fight over, risk attitudes and indivisible stakes included",
            "war",
            "detente.war.ranges.share_range_under_risk",
            ("terms are taken as if they were kept", "war values are known to all"),
            ("Fearon 1995 for the idea", "our own for the war values"),
            "closed form; enumeration for packages",
        ),
        Method(
            "final_demand",
            "The best last demand on a side whose cost of war is known only within limits",
            "war",
            "detente.war.ranges.best_final_demand",
            ("one demand, accepted or fought over", "the other side's cost lies evenly between its limits"),
            ("Fearon 1995",),
            "closed form",
        ),
        Method(
            "hold",
            "Would a settlement hold, who breaks it when, and what it is worth including its collapse",
            "war",
            "detente.war.hold.solve_settlements",
            (
                "one side may break it and chooses its best moment",
                "power is one number with drift, shocks and bounds",
                "terms stay fixed and the guarantee protects the other side only",
            ),
            ("our own, in the spirit of Powell 2006", "Howard 1960 for policy iteration"),
            "about 0.1 ms a game at 46 grid points",
        ),
        Method(
            "hold_all_shares",
            "The same for every share at once, looked up per package",
            "war",
            "detente.war.curves.solve_terms",
            ("as hold; packages with the same terms differ only in what they are worth on paper",),
            ("our own; Gittins 1979 for indices of states",),
            "2 to 4 ms a combination of terms, then about 70 ns a package",
        ),
        Method(
            "hold_two_sided",
            "Either side may strike first, in either order of moves",
            "war",
            "detente.war.two_sided.solve_two_sided",
            (
                "after the last month of the induction the deal is taken to hold",
                "the later mover of a month is foreseen",
            ),
            ("our own",),
            "about 0.4 ms a game for 240 months",
        ),
        Method(
            "renegotiation",
            "Terms renegotiated every month: creeping concessions, and when even they fail",
            "war",
            "detente.war.renegotiation.renegotiate_deals",
            ("one divisible stake", "the side that fears the other's rise proposes"),
            ("Powell 2004 and 2006 for the result, from memory",),
            "value iteration over twice the grid, some milliseconds a game",
        ),
        Method(
            "instruments",
            "The least of each instrument, and the cheapest mix, that make a settlement hold",
            "war",
            "detente.war.instruments.least_instruments",
            ("as hold", "holding is a stated chance to last a stated time"),
            ("our own",),
            "a scan: some hundred games each",
        ),
    )


def _bargaining_and_deterrence() -> tuple[Method, ...]:
    return (
        Method(
            "split",
            "Split of a stake while the fighting goes on, from patience and pressure",
            "war",
            "detente.war.bargain.split_while_fighting",
            ("offers alternate", "both know each other's costs", "what is signed is kept"),
            ("Rubinstein 1982", "the war inside it is our own"),
            "closed form; fixed point on a frontier",
        ),
        Method(
            "waiting",
            "How likely a cut of the other side's support must be for waiting to pay, and up to which date",
            "war",
            "detente.war.deadlines.waiting_threshold",
            ("the offer stays open", "nobody replaces what is cut"),
            ("our own",),
            "closed form",
        ),
        Method(
            "screening",
            "When to demand what only a weak side grants, and how long a war of probing lasts",
            "war",
            "detente.war.screening.screen_two_types",
            (
                "two kinds of the other side, known but for which it is",
                "uniqueness of the equilibrium was not checked",
            ),
            ("Powell 2004, Slantchev 2003 for the idea, from memory",),
            "closed form",
        ),
        Method(
            "optimism",
            "Whether two sides that both expect to win leave room for a deal, and after how much fighting",
            "war",
            "detente.war.screening.optimism",
            ("both learn alike from battles",),
            ("Wagner 2000 for the idea, from memory",),
            "closed form",
        ),
        Method(
            "compliance",
            "Whether keeping a cease-fire is in a side's interest, with monitors and false alarms",
            "war",
            "detente.war.compliance.compliance_under_monitoring",
            ("power does not shift meanwhile", "an alarm is followed by war for a set time"),
            ("Fortna 2003 for the devices, from memory",),
            "closed form, or a scan over patience",
        ),
        Method(
            "moratorium",
            "Accept or refuse a limited cease-fire, at its price",
            "war",
            "detente.war.moratorium.answer_moratorium",
            ("days are alike and the hazard of a breach is constant", "amounts are on one side's own scale"),
            ("our own",),
            "a sum over its days",
        ),
        Method(
            "extortion",
            "Whether to pay those who make a problem, and what never paying is worth",
            "war",
            "detente.war.moratorium.judge_extortion",
            ("how many payments paying invites is a judgement", "all amounts in one unit"),
            ("our own",),
            "closed form",
        ),
        Method(
            "deterrence",
            "Deter now or pay later, with what the guarantee changes",
            "war",
            "detente.war.deterrence.deter_or_pay",
            ("hazards are constant", "a failure is final"),
            ("our own",),
            "closed form over drawn losses",
        ),
        Method(
            "tipping",
            "Whether support for a guarantee gathers or unravels, and whose joining matters most",
            "war",
            "detente.war.tipping.coalition",
            ("thresholds are fixed, known, and in the unit of capabilities",),
            ("Granovetter 1978",),
            "a cascade per actor",
        ),
    )


def _rows() -> tuple[Method, ...]:
    return (
        *_case(),
        *_assess(),
        *_documents(),
        *_beliefs(),
        *_doubt(),
        *_forecast(),
        *_stability(),
        *_deals(),
        *_war(),
    )


METHODS: tuple[Method, ...] = _rows()
