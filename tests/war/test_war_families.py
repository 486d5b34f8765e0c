"""Many packages at once against the solver of single settlements."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import ShapeError
from detente.war.families import Families, Signers, signed_and_kept, solve_families
from detente.war.games import SettlementGames
from detente.war.hold import break_terms, solve_settlements

DISCOUNTS = np.array([0.97, 0.985, 0.9915])


def random_families(rng, points, families=3, packages=30):
    """Families of terms of every kind, with powers on and between grid points and at both ends."""
    low, high = rng.uniform(0.0, 0.2), rng.uniform(0.6, 1.0)
    fields = {
        "drift": rng.uniform(-0.03, 0.03, families) * rng.integers(0, 2, families),
        "shock": rng.choice([0.0, 0.003, 0.02, 0.06], families),
        "power_min": low,
        "power_max": high,
        "discount_a": rng.uniform(0.9, 0.995),
        "discount_b": 0.98,
        "war_a": np.stack([rng.uniform(-0.1, 0.4, families), rng.choice([0.0, 0.3, 0.8], families)], axis=-1),
        "war_b": [0.8, -0.8],
        "monitoring": rng.uniform(size=families),
        "credibility": rng.uniform(size=families) * rng.integers(0, 2, families),
        "scale": rng.uniform(0.0, 0.4, families),
        "penalty": rng.uniform(0.0, 0.2, families),
        "surprise": rng.uniform(0.0, 0.05),
        "lapse": rng.choice([0.0, 0.01], families),
        "late_response": rng.uniform(),
        "support_ends": rng.choice([0.0, 0.02], families),
        "support_change_a": rng.uniform(-0.1, 0.15, families),
    }
    cell = (high - low) / (points - 1)
    powers = np.unique(np.r_[rng.uniform(low, high, 5), low, high, low + cell])
    family, start = rng.integers(0, families, packages), rng.integers(0, powers.size, packages)
    share = np.round(rng.uniform(0.0, 1.0, packages), int(rng.integers(1, 6)))
    terms = SettlementGames(power=low, share_a=0.0, share_b=0.0, **fields)
    one_by_one = {
        name: np.asarray(value)[family] if np.shape(value)[:1] == (families,) else value
        for name, value in fields.items()
    }
    games = SettlementGames(power=powers[start], share_a=share, share_b=1.0 - share, **one_by_one)
    return Families(terms, family, start, powers, share), games


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(3, 40), st.integers(1, 80))
def test_families_give_what_single_settlements_give(seed, points, month):
    families, games = random_families(np.random.default_rng(seed), points)
    found = solve_families(families, DISCOUNTS, month, points)
    one = solve_settlements(games, points, (month,))
    terms = break_terms(games, one, np.tile(DISCOUNTS, (len(games), 1)))
    np.testing.assert_allclose(found.value_a, one.value_a, atol=1e-9)
    np.testing.assert_allclose(found.survival, one.survival[:, 0], atol=1e-9)
    for name, numbers in zip(("chance", "power", "alone"), terms, strict=True):
        np.testing.assert_allclose(getattr(found, name), numbers, atol=1e-9, err_msg=name)


def random_signers(rng, families, packages):
    stances = np.array([0, 2, 3, 5])
    return Signers(
        discounts=DISCOUNTS,
        needed=rng.random((packages, 3)) < 0.7,
        accounts=stances,
        weights=np.array([0.3, 0.7, 1.0, 0.4, 0.6]),
        utility=rng.uniform(0.2, 1.0, (packages, 5)),
        war=rng.uniform(-0.2, 0.6, (2, 5, 3)),
        war_row=rng.integers(0, 2, families),
        least=rng.uniform(0.1, 0.6, (4, 5)),
        least_a=rng.uniform(0.1, 0.5, 4),
        least_row=rng.integers(0, 4, packages),
    )


def chance_by_hand(package, families, signers, values):
    """The definition, one package at a time."""
    row, war = signers.least_row[package], signers.war[signers.war_row[families.family[package]]]
    if values.value_a[package] < signers.least_a[row]:
        return 0.0
    chance = values.survival[package]
    for party in range(3):
        signs = 0.0
        for stance in range(signers.accounts[party], signers.accounts[party + 1]):
            worth = (
                signers.utility[package, stance] * (1 - values.chance[package, party])
                + war[stance, 0] * values.chance[package, party]
                + war[stance, 1] * values.power[package, party]
                + war[stance, 2] * values.alone[package, party]
            )
            signs += signers.weights[stance] * (worth >= signers.least[row, stance])
        chance *= signs if signers.needed[package, party] else 1.0
    return chance


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_signed_and_kept_is_the_product_of_what_each_does(seed):
    rng = np.random.default_rng(seed)
    families, _ = random_families(rng, 12)
    signers = random_signers(rng, 3, 30)
    values = solve_families(families, DISCOUNTS, 60, 12)
    by_hand = [chance_by_hand(package, families, signers, values) for package in range(30)]
    np.testing.assert_allclose(signed_and_kept(families, signers, 60, 12), by_hand, atol=1e-9)


def test_the_chances_are_not_all_the_same():
    rng = np.random.default_rng(5)
    found = [
        signed_and_kept(random_families(rng, 12)[0], random_signers(rng, 3, 30), 60, 12) for _ in range(20)
    ]
    assert 0.02 < np.mean(np.array(found) > 0.0) < 0.9


def test_no_packages_and_no_further_parties():
    families, _ = random_families(np.random.default_rng(1), 8)
    nobody = np.array([], dtype=np.int64)
    none = Families(families.terms, nobody, nobody, families.powers, np.array([]))
    assert solve_families(none, [], 60, 8).chance.shape == (0, 0)
    assert solve_families(families, [], 60, 8).value_a.shape == (30,)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"family": np.zeros(3, np.int64)}, "one number per package"),
        ({"family": np.full(30, 3)}, "family has 3, there are 3 rows"),
        ({"start": np.full(30, -1)}, "start has"),
        ({"powers": np.full(30, 1.5)}, "outside the reachable powers"),
    ],
)
def test_families_that_do_not_fit_are_refused(change, words):
    families, _ = random_families(np.random.default_rng(2), 8)
    fields = {name: getattr(families, name) for name in ("terms", "family", "start", "powers", "share")}
    with pytest.raises(ShapeError, match=words):
        Families(**fields | change)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([1.0], 60, 8), "discounts"),
        (([0.9], 0, 8), "a month from 1 on; found 8, 0"),
        (([0.9], 60, 2), "3 or more grid points"),
    ],
)
def test_settings_that_do_not_fit_are_refused(arguments, words):
    families, _ = random_families(np.random.default_rng(2), 8)
    with pytest.raises(ShapeError, match=words):
        solve_families(families, *arguments)
