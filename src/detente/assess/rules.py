"""The rules that numbers come from, in words."""

from __future__ import annotations

#: What each rule id in the records means, for the page and for ``why``.
RULES: tuple[tuple[str, str], ...] = (
    ("utility", "Sum over issues of the account's weight times the worth of the chosen level, on the party's own 0 to 1 scale."),
    ("war-value", "Value of no deal: the war goes on at a monthly cost until it is decided, then the winner's terms flow for ever."),
    ("refusal-value", "The war value again, without the support links that end for those who refuse what a table decided."),
    ("hold-two-sided", "Settlement game in which either side may strike first: backward over 240 months, on part of the draws, in both orders of moves within a month; the lower chance counts. A strike by the defender ends the support that a refusal ends."),
    ("hold", "Settlement game: each month the possible breaker compares attacking now, at the power it has, with keeping the deal one more month; solved by policy iteration on a grid of power."),
    ("consent", "A party signs freely if the deal with its possible collapse is worth at least no deal and everybody at home agrees; under pressure if only refusing alone is worse."),
    ("signed-and-holds", "Per draw: the chance that all needed parties sign, times the chance that nobody breaks it in 60 months."),
    ("signature-class", "Safe, opportunist, bad faith or refuses, from the terms on paper and the value of the deal, each against no deal; what consent at home asks for besides is not counted."),
    ("credibility", "Chance that the guarantors act: normal probability of stake plus audience minus cost, over what is not known about them."),
    ("never-break", "Least credibility at which no state in which an attack pays can be reached while the guarantee is in force."),
    ("posterior", "Bayes' rule over the signals; reports with one origin or of one event are joined first, so copies do not count twice."),
    ("decibans", "Ten times the common logarithm of the odds that a signal adds to an account, at central values."),
    ("moratorium", "Daily balance of harm avoided and leverage lost while it is kept, blind days after a breach, exposure and blame, less the price, against the cost of being blamed for refusing."),
    ("principle", "The package that a bargaining principle picks among those that everybody needed would sign."),
    ("rank-correlation", "Spearman's rank correlation over the draws between a quantity and the outcome."),
    ("fifths", "Mean over the fifth of the draws in which a quantity is lowest, and over the fifth in which it is highest; all else as drawn."),
    ("lever-cost", "The cost that the case declares for a scenario, in its own unit, and the best difference that the scenario makes divided by it."),
    ("paired-difference", "Scenario and case over the same draws, draw by draw; the interval is that of the mean difference."),
    ("withdrawal", "The same number with a signal withdrawn: the posterior without it, draw by draw."),
    ("market", "The move is the change of the chance of a deal times the uplift that a deal would bring; the uplift is assumed, never read off the move. It says nothing about who gains or whether a deal would hold."),
    ("observation", "Mutual information between the accounts of goals and something not yet known to be so; Bayes' rule either way."),
    ("information", "Counted over the statements of the case; sources with one origin count once."),
    ("entered", "As entered in the case."),
    ("count", "Counted over all packages that the rules allow, at central values."),
)  # fmt: skip
