import pytest

from hardness import CNF
from hardness.generators import random_cnf
from hardness.runs.oracles import sat_oracle


def test_the_oracle_agrees_with_brute_force():
    answers = []
    for seed in range(60):
        formula = random_cnf(3 + seed % 4, 4 + seed % 25, 2 + seed % 2, seed=seed)
        found = sat_oracle(formula)
        assert (found is None) == (formula.brute_force() is None)
        assert found is None or formula.verify(found)
        answers.append(found is not None)
    assert set(answers) == {True, False}


@pytest.mark.parametrize(
    ("formula", "satisfiable"),
    [
        (CNF(0, []), True),
        (CNF(0, [()]), False),
        (CNF(2, [(1,), ()]), False),
        (CNF(4, [(2,)]), True),
        (CNF(3, [(1, -1)]), True),
    ],
)
def test_degenerate_formulas(formula, satisfiable):
    found = sat_oracle(formula)
    assert (found is not None) is satisfiable
    assert not satisfiable or formula.verify(found)  # variables that occur nowhere have a value too
