"""Sizes of vectors, and the type that carries their number."""

import numpy as np
import pytest
from llvmlite import binding
from numba.core import types

from algorithms.simd.machine import ELEMENTS, Vectors, lanes, llvm


def test_vectors_are_as_wide_as_the_machine_has_them():
    features = binding.get_host_cpu_features()
    bits = 512 if features.get("avx512f") else 256 if features.get("avx2") else 128
    assert lanes(np.dtype("float64")) * 64 == lanes(np.dtype("float32")) * 32 == bits


@pytest.mark.parametrize("element", ELEMENTS)
def test_the_type_of_vectors_names_number_element_and_width(element):
    three, four = Vectors(3, element), Vectors(4, element)
    assert three == Vectors(3, element)
    assert len({three, four, Vectors(3, types.float64), Vectors(3, types.float32)}) == 3
    assert three.width == lanes(np.dtype(str(element)))
    assert llvm(three).count == three.width
