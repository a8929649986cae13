import ctypes
import mmap
import platform
import subprocess
import sys

import numpy as np
import pytest

from algorithms import attention
from algorithms.attention import AttentionInputs, TokenMoments, exact_attention, exact_error_bound
from algorithms.attention.arithmetic import _in_products, require_ieee_arithmetic
from algorithms.attention.certificate.exponential import prove
from algorithms.attention.moments.scores import score_moments
from algorithms.attention.threads import in_threads
from hardness.problems import ApproximateAttention

pytestmark = pytest.mark.skipif(
    platform.machine() not in {"x86_64", "AMD64"} or sys.platform == "win32", reason="sets MXCSR of x86-64"
)

FTZ, DAZ = 0x8000, 0x0040
DOWN, UP, TO_ZERO = 0x2000, 0x4000, 0x6000
_PAGE = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
_PAGE.write(bytes.fromhex("897c24fc0fae5424fcc3"))  # mov [rsp-4], edi; ldmxcsr [rsp-4]; ret
_PAGE.seek(64)
_PAGE.write(bytes.fromhex("0fae5c24fc8b4424fcc3"))  # stmxcsr [rsp-4]; mov eax, [rsp-4]; ret
_CODE = ctypes.addressof(ctypes.c_char.from_buffer(_PAGE))
write_mode = ctypes.CFUNCTYPE(None, ctypes.c_uint32)(_CODE)
read_mode = ctypes.CFUNCTYPE(ctypes.c_uint32)(_CODE + 64)


def changed(request):
    before = read_mode()
    write_mode(before | request.param)
    try:
        yield
    finally:
        write_mode(before)


flushing = pytest.fixture(params=[FTZ, DAZ, FTZ | DAZ], ids=["FTZ", "DAZ", "both"], name="flushing")(changed)
directed = pytest.fixture(params=[DOWN, UP, TO_ZERO], ids=["down", "up", "to zero"], name="directed")(changed)


INPUTS = AttentionInputs([[1e305]], ([[1e-310], [-1e-310]],), ([[1.0], [2.0]],))
GROUPS = [0.0, 1.0], [[1, 2]], [[1.0], [2.0]]
EMPTY = TokenMoments.empty(order=2, degree=4, dimension=1, value_dimension=1)
STATE = EMPTY.update(INPUTS.keys[0], INPUTS.values[0])
MOMENTS = score_moments(INPUTS.query, (STATE,), 1.0)
BOUND = exact_error_bound(INPUTS)[0, 0]
COEFFICIENTS = np.array([1.0, 1.0])
CALLS = {
    "fast_attention": lambda: attention.fast_attention(INPUTS),
    "fast_attention, exact": lambda: attention.fast_attention(INPUTS, method="exact"),
    "plan_attention": lambda: attention.plan_attention(INPUTS),
    "exact_attention": lambda: exact_attention(INPUTS),
    "dense_attention": lambda: attention.dense_attention(INPUTS),
    "exact_error_bound": lambda: exact_error_bound(INPUTS),
    "exact_log_attention": lambda: attention.exact_log_attention(INPUTS),
    "exact_log_error_bound": lambda: attention.exact_log_error_bound(INPUTS),
    "score_bounds": lambda: INPUTS.score_bounds(),
    "update": lambda: EMPTY.update(INPUTS.keys[0], INPUTS.values[0]),
    "merge": lambda: STATE.merge(STATE),
    "attention_from_moments": lambda: attention.attention_from_moments(INPUTS.query, [STATE], 1.0),
    "score_moments": lambda: score_moments(INPUTS.query, (STATE,), 1.0),
    "uniform_error_bound": lambda: attention.uniform_error_bound((STATE,), MOMENTS),
    "grouped_attention": lambda: attention.grouped_attention(*GROUPS),
    "grouped_log_attention": lambda: attention.grouped_log_attention(*GROUPS),
    "prove": lambda: prove(1.0, COEFFICIENTS),
    "rounding": lambda: ApproximateAttention(INPUTS, 0.0, -1.0).rounding(),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_flushed_subnormal_numbers_are_refused(call, flushing):
    with pytest.raises(ValueError, match="flushes them to zero"):
        call()


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_directed_rounding_is_refused(call, directed):
    with pytest.raises(ValueError, match="rounds in one direction"):
        call()


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_and_nothing_is_refused_otherwise(call):
    call()


@pytest.mark.parametrize("flushing", [DAZ, FTZ | DAZ], indirect=True)
def test_the_error_would_exceed_the_bound(flushing, monkeypatch):
    # Scores 1e-5 and -1e-5: the true output is 3/2 - tanh(1e-5)/2; without the keys it is 3/2.
    for module in ("exact.routine", "inputs"):
        monkeypatch.setattr(f"algorithms.attention.{module}.require_ieee_arithmetic", lambda: None)
    assert abs(exact_attention(INPUTS)[0, 0] - (1.5 - np.tanh(1e-5) / 2)) > 1e-6 > 1e6 * BOUND


@pytest.mark.parametrize("mode", [FTZ, DAZ, UP, DOWN])
def test_a_first_call_that_is_refused_spoils_no_later_one(mode):
    before = read_mode()
    _in_products.cache_clear()
    write_mode(before | mode)
    try:
        with pytest.raises(ValueError, match="the processor must round"):
            require_ieee_arithmetic()
    finally:
        write_mode(before)
    require_ieee_arithmetic()


@pytest.mark.parametrize("mode", [FTZ, UP])
def test_every_thread_is_asked(mode):
    main = read_mode()

    def call(changed):
        write_mode(changed)  # of the worker, after it was asked: what is seen is the next piece
        return changed

    with pytest.raises(ValueError, match="the processor must round"):
        list(in_threads(call, [main | mode] * 6, 2))
    assert read_mode() == main
    require_ieee_arithmetic()


def test_threads_of_products_that_were_started_while_flushing():
    # NumPy starts them when it is imported; afterwards the main thread alone is set right.
    script = f"""
import ctypes, mmap
page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(bytes.fromhex("897c24fc0fae5424fcc3"))
write = ctypes.CFUNCTYPE(None, ctypes.c_uint32)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
write(0x1F80 | {FTZ | DAZ})
import numpy
write(0x1F80)
tiny, half = numpy.full((512, 512), 2.0**-1022), numpy.eye(512) / 2
flushed = (tiny @ half == 0).any()
from algorithms.attention import exact_attention, AttentionInputs
try:
    exact_attention(AttentionInputs([[1.0]], ([[1.0]],), ([[1.0]],)))
    print(flushed, False)
except ValueError:
    print(flushed, True)
"""
    result = subprocess.run([sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, timeout=120)
    assert result.stdout.split() in (["True", "True"], ["False", "False"]), result.stderr
