"""What the interface must not hide (section 2.7), each as an example that can fail."""

import numpy as np
import pytest

from detente.war.closed_forms import credibility_for_no_break
from detente.war.hold import solve_settlements
from detente.war.two_sided import solve_two_sided

TERMS = {
    "power_max": 0.9, "drift": 0.004, "shock": 0.02, "monitoring": 0.9, "scale": 0.3, "penalty": 0.05, "surprise": 0.03,
}  # fmt: skip


def test_a_small_risk_of_lapse_makes_a_wait_for_it(make_games):
    lapse = np.array([0.0, 0.005, 0.01])
    solved = solve_settlements(make_games(**TERMS, credibility=0.9, lapse=lapse), 91)
    assert solved.survival[:, 2] == pytest.approx([0.8029, 0.9458, 0.9051], abs=5e-5)
    assert solved.value_b == pytest.approx([0.4688, 0.4622, 0.4266], abs=5e-5)


def test_credibility_tips(make_games):
    credibility = np.array([0.5, 0.75, 1.0])
    flat = solve_settlements(make_games(**TERMS, credibility=credibility, share_a=0.45), 91)
    assert flat.survival[:, 2] == pytest.approx([0.8029] * 3, abs=5e-5)
    assert flat.credibility_needed == pytest.approx([1.068] * 3, abs=5e-4)
    tips = solve_settlements(make_games(**TERMS, credibility=np.array([0.88, 0.89]), share_a=0.5), 91)
    assert tips.credibility_needed == pytest.approx([0.884] * 2, abs=5e-4)
    assert tips.never_breaks.tolist() == [False, True]
    assert credibility_for_no_break(make_games(**TERMS))[0] == pytest.approx(1.068, abs=5e-4)


def signable(make_games, credibility):
    share = np.round(np.arange(0.0, 0.8001, 0.005), 3)
    solved = solve_settlements(make_games(**TERMS, credibility=credibility, share_a=share), 91)
    fine = solved.signs_a & solved.signs_b & ~solved.attack_now
    found = []
    for x, ok, kind in zip(share, fine, solved.signature_names(), strict=True):
        if not ok:
            continue
        if found and abs(x - found[-1][1] - 0.005) < 1e-6 and found[-1][2] == kind:
            found[-1][1] = float(x)
        else:
            found.append([float(x), float(x), kind])
    return [tuple(row) for row in found]


@pytest.mark.parametrize(
    ("credibility", "intervals"),
    [
        (0.0, [(0.045, 0.23, "bad_faith")]),
        (0.5, [(0.265, 0.365, "bad_faith")]),
        (0.75, [(0.315, 0.40, "bad_faith"), (0.405, 0.405, "opportunist")]),
        (0.9, [(0.34, 0.40, "bad_faith"), (0.405, 0.43, "opportunist"), (0.50, 0.515, "safe")]),
        (1.0, [(0.36, 0.40, "bad_faith"), (0.405, 0.445, "opportunist"), (0.47, 0.515, "safe")]),
    ],
)
def test_t2_11_signable_shares_are_a_union_of_intervals(make_games, credibility, intervals):
    assert signable(make_games, credibility) == intervals


def test_buying_a_off_is_stable_and_no_success(make_games):
    solved = solve_settlements(make_games(**TERMS, share_a=0.8), 91)
    assert solved.never_breaks[0]
    assert solved.value_b[0] < solved.war_now_b[0]
    assert not solved.signs_b[0]


def test_b_would_not_wait_to_be_attacked(make_games):
    one_sided = solve_settlements(make_games(**TERMS, credibility=0.5), 91)
    assert one_sided.survival[0, 2] > 0.8
    both = solve_two_sided(make_games(**TERMS, credibility=0.5), 91)
    assert both.strikes_now[0] == 2
    assert both.value_b[0] == pytest.approx(both.war_now_b[0])


def test_patience_makes_a_more_willing_to_wait_and_attack(make_games):
    from detente.war.process import war_line

    discount = np.array([0.95, 0.98, 0.99, 0.995])
    war_a = np.stack(war_line(0.05, discount, 0.3, 1, 0, 0.2), -1)
    war_b = np.stack(war_line(0.05, discount, 0.4, 0, 1, 0.8), -1)
    games = make_games(
        **TERMS, credibility=0.5, discount_a=discount, discount_b=discount, war_a=war_a, war_b=war_b
    )
    solved = solve_settlements(games, 91)
    assert solved.value_a == pytest.approx([0.45, 0.459516, 0.511528, 0.585074], abs=5e-7)
    assert solved.never_breaks.tolist() == [True, False, False, False]


def test_drift_decides(make_games):
    terms = {name: value for name, value in TERMS.items() if name != "drift"}
    drift = np.array([-0.004, 0, 0.002, 0.004, 0.008])
    solved = solve_settlements(make_games(**terms, drift=drift, credibility=0.5), 91)
    assert solved.survival[:, 2] == pytest.approx([0.9971, 0.9772, 0.9375, 0.8029, 0.2557], abs=5e-5)


def test_a_late_answer_is_better_than_none(make_games):
    late = np.array([0.0, 0.5, 1.0])
    terms = {**TERMS, "monitoring": 0.3}
    solved = solve_settlements(make_games(**terms, credibility=0.9, share_a=0.5, late_response=late), 91)
    assert (np.diff(solved.value_a) < 0).all()
    assert (np.diff(solved.credibility_needed) < 0).all()


def gap_in_the_attack_set(make_games):
    """Zero drift, a large response: below a power of 0.8 the response cannot push A under zero any further."""
    return make_games(
        drift=0.0025,
        shock=0.05,
        share_a=0.11,
        share_b=0.3,
        scale=0.8,
        credibility=1.0,
        monitoring=0.2,
        power_max=1.0,
    )


def test_the_attack_set_need_not_be_an_upper_set(make_games):
    attacks = solve_settlements(gap_in_the_attack_set(make_games), 31).attacks[0, 1]
    assert (np.diff(attacks.astype(int)) < 0).any()


def test_the_plain_solver_finds_the_same_gap(make_games, reference):
    game = gap_in_the_attack_set(make_games)
    plain = reference.Par(
        grid=np.linspace(0, 1, 31), k0=15, drift=0.0025, sigma=0.05, xA=0.11, xB=0.3, s=0.8, gam=1.0, mu=0.2
    )
    stop = reference.solve_one_sided(plain)[1]
    assert np.array_equal(stop[1], solve_settlements(game, 31).attacks[0, 1])
