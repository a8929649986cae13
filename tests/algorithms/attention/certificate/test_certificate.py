import json

import numpy as np

from algorithms.attention import AttentionInputs, Certificate, TokenMoments, attention_from_moments, fast_attention


def test_relative_bound(random_inputs, true_attention):
    inputs = random_inputs(3, 1.0, d=3)
    result = fast_attention(inputs, 1e-7)
    truth = np.array(true_attention(inputs), dtype=float)
    relative = abs(result.output - truth).max() / abs(truth).max()
    assert relative <= result.certificate.relative_error_bound <= 1.01e-7 / abs(truth).max()
    zero = AttentionInputs(inputs.query, inputs.keys, [0 * value for value in inputs.values])
    assert fast_attention(zero, 1e-7).certificate.relative_error_bound in (0.0, np.inf)


def test_certificates_of_streams_need_no_keys():
    state = TokenMoments.empty(order=2, degree=6, dimension=1, value_dimension=1)
    for token in np.linspace(-1, 1, 9):
        state = state.update(np.array([[token]]), np.array([[token**2]]))
    result = attention_from_moments(np.array([[0.5]]), [state], 1.0)
    assert repr(result).startswith("<attention output: 1 x 1, error <= ")
    assert repr(result.certificate).startswith("<certificate: error <= ")


def test_a_certificate_as_json_has_no_constant_that_json_lacks():
    def refuse(constant):
        raise ValueError(constant)

    bounds = np.array([[0.25, 0.5, 0.125], [0.0, 0.0, 0.0]])
    for bound, largest, relative in ((1.0, 2.0, 0.5 / (2.0 * (1 - 4 * 2.0**-53) - 0.5)), (1.0, 0.0, "inf")):
        certificate = Certificate(bounds * bound, largest, "moments", 4, 10, 1.5, 0.0625)
        data = json.loads(certificate.to_json(), parse_constant=refuse)
        assert data == certificate.to_dict()
        assert (data["kind"], data["rows"], data["columns"], data["degree"], data["rank"]) == (
            "certificate",
            2,
            3,
            4,
            10,
        )
        assert (data["error_bound"], data["relative_error_bound"]) == (0.5, relative)
