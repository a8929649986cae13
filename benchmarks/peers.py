"""Other implementations of the same function: attention of order 2 or 3 with scores <q, k, ...> / s."""

import importlib.util
import math
from collections.abc import Callable

import numpy as np

from algorithms.attention import AttentionInputs

_RANDOM_FEATURES = 1024


def competitors(inputs: AttentionInputs, *, stored: bool) -> dict[str, Callable[[], np.ndarray]]:
    """Return the installed ones; those that store all weights only if ``stored``."""
    routines: dict[str, Callable[[], np.ndarray]] = {}
    if stored:
        routines["numpy einsum"] = lambda: _einsum(inputs)
    if importlib.util.find_spec("torch"):
        routines |= _second_order(inputs) if inputs.order == 2 else _third_order(inputs) if stored else {}
    return routines


def _einsum(inputs: AttentionInputs) -> np.ndarray:
    letters = "abcd"[: inputs.order - 1]
    keys = ",".join(f"{letter}l" for letter in letters)
    weights = np.exp(np.einsum(f"il,{keys}->i{letters}", inputs.query, *inputs.keys, optimize=True) / inputs.scale)
    values = ",".join(f"{letter}v" for letter in letters)
    numerator = np.einsum(f"i{letters},{values}->iv", weights, *inputs.values, optimize=True)
    return np.asarray(numerator / weights.reshape(len(weights), -1).sum(axis=1, keepdims=True))


def _tensors(inputs: AttentionInputs):  # type: ignore[no-untyped-def]
    """Return query, keys and values in float32 on one thread, the scale moved into the query."""
    import torch

    torch.set_num_threads(1)
    query = torch.tensor(inputs.query / inputs.scale, dtype=torch.float32)
    keys, values = ([torch.tensor(a, dtype=torch.float32) for a in arrays] for arrays in (inputs.keys, inputs.values))
    return query, keys, values


def _second_order(inputs: AttentionInputs) -> dict[str, Callable[[], np.ndarray]]:
    import torch

    query, (key,), (value,) = _tensors(inputs)
    attend = torch.nn.functional.scaled_dot_product_attention
    batched = [array[None, None] for array in (query, key, value)]  # with four axes it may take its fastest path
    routines = {"torch SDPA float32": lambda: attend(*batched, scale=1.0)[0, 0].numpy()}
    if importlib.util.find_spec("performer_pytorch"):
        from performer_pytorch import FastAttention  # type: ignore[import-not-found]

        torch.manual_seed(0)
        performer = FastAttention(dim_heads=inputs.dimension, nb_features=_RANDOM_FEATURES)
        own_scale = math.sqrt(inputs.dimension)  # it divides scores by this

        def random_features() -> np.ndarray:
            with torch.no_grad():
                return np.asarray(performer(query[None, None] * own_scale, key[None, None], value[None, None])[0, 0])

        routines[f"Performer, {_RANDOM_FEATURES} random features"] = random_features
    return routines


def _third_order(inputs: AttentionInputs) -> dict[str, Callable[[], np.ndarray]]:
    import torch

    query, keys, values = _tensors(inputs)

    def einsum(query, one, two, value_one, value_two):  # type: ignore[no-untyped-def]
        weights = torch.einsum("il,al,bl->iab", query, one, two).exp()
        numerator = torch.einsum("iab,av,bv->iv", weights, value_one, value_two)
        return numerator / weights.sum(dim=(1, 2))[:, None]

    compiled = torch.compile(einsum)
    routines = {
        "torch einsum float32": lambda: einsum(query, *keys, *values).numpy(),
        "torch.compile einsum float32": lambda: compiled(query, *keys, *values).numpy(),
    }
    if importlib.util.find_spec("simplicial_attention"):
        from simplicial_attention import naive_two_simplicial_attend  # type: ignore[import-not-found]

        own_scale = math.sqrt(inputs.dimension)  # it divides scores by this

        def simplicial() -> np.ndarray:
            batched = [tuple(array[None, None] for array in arrays) for arrays in (keys, values)]
            return np.asarray(naive_two_simplicial_attend(query[None, None] * own_scale, *batched)[0, 0])

        routines["simplicial-attention float32"] = simplicial
    return routines
