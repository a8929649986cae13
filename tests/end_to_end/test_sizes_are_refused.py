"""What is too large is refused by name, at once and before any memory is taken, wherever it comes in."""

import tracemalloc
from fractions import Fraction

import pytest

from hardness import CNF, solve
from hardness.codec import from_json_value
from hardness.codes import GarciaStichtenothCode, HermitianCode, ReedSolomon
from hardness.codes.registry import code_from_dict, parse_code
from hardness.generators import parity, pigeonhole, random_cnf, random_orthogonal_vectors
from hardness.planning.families import protocol_cost
from hardness.planning.plans import plan
from hardness.problems import CompressedGapMaxIP, GapMaxIP
from hardness.protocols import SetDisjointness, Transcript, sample
from hardness.reductions import SatToOrthogonalVectors

CODE = ReedSolomon(7, 6, 1)
PROTOCOL = SetDisjointness(CODE, blocks=2, players=3)
RUN = PROTOCOL.run([[1, 0], [0, 1], [1, 1]], seed=1).to_json()
GAP = GapMaxIP([[[1]], [[1]]], 1, "1/2").to_json()
BIG, HUGE = 10**9, 10**5000

CASES = {
    "epsilon of an instance": (
        lambda: GapMaxIP.from_json(GAP.replace('"1/2"', '"1e-400000000"')),
        "epsilon must be a fraction in .0, 1. of at most 1000 digits, got '1e-400000000'",
    ),
    "epsilon of a compressed instance": (
        lambda: CompressedGapMaxIP([[[0]]], [[[True]]], "1E-0400000000"),
        "of at most 1000 digits",
    ),
    "threshold": (
        lambda: GapMaxIP([[[1]], [[1]]], HUGE, 1),
        "threshold must be an integer in 1..9223372036854775807, got ",
    ),
    "fraction": (lambda: from_json_value({"fraction": "1e400000000"}), "fraction must have at most 1000 digits"),
    "fraction of long numbers": (lambda: from_json_value({"fraction": "1/" + 10**4 * "3"}), "at most 1000 digits"),
    "integer in JSON": (
        lambda: CNF.from_json('{"problem": "SAT", "num_variables": ' + 10**6 * "9" + ', "clauses": []}'),
        "an integer has 1,000,000 digits; at most 1000 are read",
    ),
    "variables": (lambda: CNF(10**4000, []), "num_variables must be an integer in 0..1000000000000000000, got 1000"),
    "variables beyond printing": (
        lambda: CNF(HUGE, []),
        "num_variables must be an integer in 0..1000000000000000000, got ",
    ),
    "brute force": (lambda: CNF(10**12, []).brute_force(), "assignments of 1,000,000,000,000 variables need .* bytes"),
    "witnesses": (lambda: next(CNF(10**11, []).witnesses()), "assignments of 100,000,000,000 variables need"),
    "masks of clauses": (lambda: CNF(10**7, [(1,)] * 10**4).brute_force(), "assignments of 10,000,000 variables need"),
    "players": (lambda: SetDisjointness(CODE, 2, players=BIG), "players must be an integer in 2..1000, got 1000000000"),
    "players beyond printing": (
        lambda: SetDisjointness(CODE, 2, players=HUGE),
        "players must be an integer in 2..1000, got <int",
    ),
    "players of a curve": (
        lambda: SetDisjointness(HermitianCode(2, 0), 1, players=1001),
        "players must be an integer in 2..1000, got 1001",
    ),
    "players of a transcript": (
        lambda: Transcript.from_json(RUN.replace('"players": 3', '"players": 1000000000')),
        "not a transcript: players must be an integer in 2..1000, got 1000000000",
    ),
    "players of a value": (
        lambda: from_json_value({"protocol": {**PROTOCOL.to_dict(), "players": BIG}}),
        "players must be an integer in 2..1000, got 1000000000",
    ),
    "blocks": (lambda: SetDisjointness(CODE, BIG), "blocks must be in 1..6 .* over F_7.*, got 1000000000"),
    "blocks beyond printing": (lambda: SetDisjointness(CODE, HUGE), "blocks must be in 1..6 .* over F_7.*, got "),
    "weights": (
        lambda: SetDisjointness(CODE, 2, weights=range(1, 10**6)),
        "weights must have one entry for each of the 2 blocks, got 999999",
    ),
    "trials": (lambda: sample(PROTOCOL, [[1], [1], [1]], trials=10**12), "1000000000000 trials need .* bytes"),
    "trials beyond printing": (
        lambda: sample(PROTOCOL, [[1], [1], [1]], trials=HUGE),
        "<int of 16,610 bits> trials need about 2.* bytes",
    ),
    "order beyond printing": (
        lambda: solve(CNF(3, []), HUGE),
        "order must be an integer in 2..64, got <int of 16,610 bits>",
    ),
    "blocks of a solution": (
        lambda: solve(CNF(3, [(1,)]), blocks=HUGE),
        "<int of 16,610 bits> blocks of 2 coordinates .* of at least <int of 16,610 bits> elements",
    ),
    "separation beyond printing": (
        lambda: solve(CNF(3, [(1,)]), separation=HUGE),
        "separation must be a number > 1, got <int of 16,610 bits>",
    ),
    "density": (
        lambda: random_orthogonal_vectors([1, 1], 1, HUGE),
        "density must be a number between 0 and 1, got <int of 16,610 bits>",
    ),
    "level 9": (lambda: GarciaStichtenothCode(2, 9, 3), "level must be at most 8 for q = 2, got 9"),
    "level 9 of a larger field": (lambda: parse_code("gs:3,9,3"), "level must be at most 6 for q = 3, got 9"),
    "level of a dictionary": (
        lambda: code_from_dict({"family": "gs", "q": 5, "level": 5, "pole_bound": 3}),
        "level must be at most 4 for q = 5, got 5",
    ),
    "level without a pole bound": (lambda: parse_code("gs:2,12", players=3), "level must be at most 8 for q = 2"),
    "level beyond counting": (lambda: parse_code("gs:2,1000000000,3"), "q.*<= 2.60 for q = 2, got 1000000000"),
    "module in memory": (lambda: parse_code("gs:256,3,1"), "module basis of the tower .* need [0-9,]+ bytes"),
    "q": (lambda: parse_code("hermitian:1000000,3"), "q must be at most 256 .* got 1000000"),
    "q beyond printing": (lambda: HermitianCode(HUGE, 3), "q must be at most 256"),
    "pole bound": (lambda: HermitianCode(2, HUGE), "pole_bound must be an integer in 0..7"),
    "field": (lambda: parse_code(f"rs:{10**100},3,2"), "order must be a prime power between 2 and 65536, got 1000"),
    "digits of a code": (lambda: parse_code("rs:" + 10**6 * "7" + ",6,2"), "code must be written as .* got 'rs:777"),
    "numbers of a code": (lambda: parse_code("rs:" + 10**5 * "1,"), "code must be written as"),
    "generator matrix": (lambda: HermitianCode(256, 10**7).encode([0]), "messages must have shape|bytes"),
    "order of a formula": (lambda: solve(CNF(3, []), BIG), "order must be an integer in 2..64, got 1000000000"),
    "sizes of sets": (lambda: SatToOrthogonalVectors(2).set_sizes(CNF(10**9, [])), "more than 2.500000000 bytes"),
    "number of sets": (lambda: SatToOrthogonalVectors(10**12).set_sizes(CNF(1, [])), "1000000000000 sets of vectors"),
    "plan of a formula": (lambda: plan(CNF(10**18, [])), "more than 2.333333333333333334 bytes"),
    "order of a plan": (lambda: plan(CNF(3, []), 10**6), "order must be an integer in 2..64, got 1000000"),
    "order of sizes": (lambda: plan((2, 2, BIG)), "order in .n, m, order. must be an integer in 2..64, got 1000000000"),
    "dimension of a family": (
        lambda: protocol_cost("rs", 10, blocks=BIG),
        "must be at most 100,000",
    ),
    "order of a family": (lambda: protocol_cost("tower", 10, order=BIG), "must be at most 100,000"),
    "soundness of a family": (
        lambda: protocol_cost("rs", 10, soundness=Fraction(1, 10**900)),
        "universe=10, blocks=8; 2 elements per block .* more than 2.64",
    ),
    "soundness of a plan": (lambda: plan((2, 2, 3), soundness="1e-400000000"), "soundness must have at most 1000"),
    "order of a plan beyond running": (lambda: plan((2, 2, 65)), "order in .* must be an integer in 2..64, got 65"),
    "pigeons": (lambda: pigeonhole(10**5, 10**5), "need 40,000,000,000,000,000 bytes; the limit is 2,147,483,648"),
    "pigeons beyond printing": (lambda: pigeonhole(HUGE, HUGE), "need about 2.49834 bytes"),
    "parity": (lambda: parity(10**9), "need about 2.129 bytes"),
    "clauses": (lambda: random_cnf(10, HUGE), "need about"),
    "width": (
        lambda: random_cnf(10, 1, HUGE),
        "width must be at most num_variables=10, because a clause has distinct variables, got <int",
    ),
    "sets": (lambda: random_orthogonal_vectors([1] * 10**7, 0), "need 5,000,000,000 bytes"),
    "entries": (lambda: random_orthogonal_vectors([10**18] * 3, Fraction(10**18).numerator), "need about 2"),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.usefixtures("at_once")
def test_sizes_are_refused_before_work(case):
    call, message = CASES[case]
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match=message) as caught:
            call()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 200 * 2**20
    assert len(str(caught.value)) < 400
