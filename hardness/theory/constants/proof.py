"""The proof of the lower bound for attention, line by line; the constants are substituted into it."""

PROOF: dict[int, str] = {
    1: "Exponents: 0 < delta < slack < k - 1. A k-OV instance has fewer than n vectors per set and m = floor(c"
    " lg n) coordinates; n^delta calls in time n^(k - slack) each decide it in time n^(k - slack'), "
    "slack' = slack - delta > 0.",
    2: "Rate: rho = sigma/k - 1/(q - 1) > 0.",
    3: "Codes: level L of the tower has (q - 1) q^L points, genus g < q^L and conductor < q^L. For every "
    "kappa <= 1 + (q - 1) rho q^L the bound u = max(kappa - 1 + g, conductor) has dim L(uP) >= kappa and,"
    " being at most sigma (q - 1) q^L / k, enough points: N = ceil(k u / sigma).",
    4: "Soundness: a nonzero word of C' has at most k u <= sigma N zeros, dim C'_0 = (k - 1) u; the gap is "
    "eps = 1 - sigma.",
    5: "Weights: T <= e (p - 1) weights in the field F_{p^e} of the codes have no nonempty sub-sum zero (Olson).",
    6: "Level: Merlin may send M = delta lg n / ((k - 1) lg q^2) units of k - 1 symbols, and m/T <= A M / T "
    "with A = (k - 1) (c / delta) lg q^2. L is the highest level with q^L <= theta M, theta = 1 - A/T; L "
    ">= 1 from n_0 on.",
    7: "Messages: G = ceil(m / (T (q - 1) rho q^L)) words of dimension kappa = ceil(m / (T G)). G u < m/T + "
    "G q^L <= M: for G = 1 by line 6, for G >= 2 because G - 1 < A M / (T (q - 1) rho q^L) and T - A >= 2"
    " A / ((q - 1) rho). Hence G (k - 1) u lg q^2 <= delta lg n.",
    8: "Groups: q^(L+1) > theta M, so G <= G_1 if T >= A (1 + q / (G_1 (q - 1) rho)); for 2 G_1 <= q or G_1 "
    "= 1 this includes what line 7 asks of T.",
    9: "Length: u < M and u >= m / (T G_1) - 1 give b log n <= N <= a log n with a log 2 = delta (k / sigma)"
    " / ((k - 1) lg q^2) + 1/lg n_0, b log 2 = (k / sigma) (c - (1 + T G_1) / lg n_0) / (T G_1).",
    10: "Gap-MaxIP: t = N and d = N q^{2(k-1)TG} <= X N, X = q^{2(k-1)T G_1}.",
    11: "Attention: d' = floor(C log n) columns (zero columns fill up, the scale is d'), C = a (X + 1) for "
    "the calibrated padding (d + t columns), C = 2 a X for the paper's (2 d columns).",
    12: "Entries: beta = d' ((k - 1) log n + log sep) / (eps t) <= (C_b (log n)^{1/k})^k with C_b^k = (C/b) "
    "((k - 1) + log sep / log n_0) / eps.",
    13: "Decision, calibrated: sep = max(16, 4^(k-1)) puts YES rows at >= 1/(1 + sep^(-1/2)) and NO rows at <= 1/(1 +"
    " sep^(1/2)); any error below half their distance decides.",
    14: "Decision, paper: half the gap is at least (sep-1)/(sep+1) 2^-(k+1) n^-(k-1) (n^(k-1) "
    "sep)^-((d-t)/(eps t)), at least n^-C_a with C_a = X ((k - 1) + log sep / log n_0) / eps.",
    15: "Writing: the k n d' numbers of one call are at most n^(k - slack) from n_1 on.",
    16: "Uniformity: the code grows with n, so it is computed. Generator matrices of C and C' and an information set "
    "take poly(N) operations (Shum, Aleshnikov, Kumar, Stichtenoth and Deolalikar 2001 for the tower; evaluation of "
    "monomials for the other families), the encodings k n N^2, the messages in C'_0 for all rows n^(1 + delta) N: "
    "poly(N) + k n N^2 + n^(1 + delta) N = n^(1 + delta + o(1)), below n^(k - slack'). Exhaustive search for a code "
    "(|F|^(N^2) matrices) would not do.",
    17: "Quantifiers: the reduction is deterministic and exists for every n >= n_0. So an algorithm for attention in "
    "time O(n^(k - slack)) for all large n decides k-OV in time O(n^(k - slack')) for all large n; for infinitely "
    "many n, for the same n. The assumption denies an algorithm for all n. A randomised algorithm that errs with "
    "probability 1/3 in an entry is repeated O(log n) times, and the medians of the n entries of all n^delta calls "
    "are right with probability 2/3: the time per call must be O(n^(k - slack) / log n), and the assumption that for "
    "randomised algorithms.",
}
"""The lines of the proof over the tower; `LETTERS` explains the letters."""

GROWING_PROOF: dict[int, str] = {
    **{line: PROOF[line] for line in (1, 4, 5)},
    3: "Codes: kappa = ceil(m/T), N = ceil(k u / sigma) points. Reed-Solomon: u = kappa - 1 over F = F_q, a prime q "
    "from max(N, T + 1) on. Hermitian: genus g = q(q - 1)/2 and u = max(kappa - 1 + g, 2g - 1) over F = F_{q^2}, "
    "a prime q with N <= q^3 and T <= 2(q - 1). By Bertrand, q is below twice the least integer that would do.",
    7: "Messages: one word, (k - 1) u lg |F| <= delta lg n. For T = lg^{o(1)} n, |F| = N^(phi + o(1)) with phi = 1 "
    "(Reed-Solomon) or 2/3 (Hermitian), so g = o(u), u = (1 + o(1)) c lg n / T and lg |F| = (phi + o(1)) lg lg n. So "
    "T = (1 + o(1)) (k - 1) (c/delta) phi lg lg n is enough for all large n, and needed; line 5 allows it.",
    10: "Gap-MaxIP: t = N and d = N |F|^((k-1)T): lg d = (1 + o(1)) (k - 1)^2 (c/delta) phi^2 (lg lg n)^2.",
    11: "Attention: d + t columns (calibrated padding), and there is no C: d exceeds every power of log n.",
    12: "Entries: beta = (d + t) ((k - 1) log n + log sep) / (eps t) = d^(1 + o(1)), the power k of the largest one.",
    13: PROOF[13],
    15: "Writing: the numbers of one call are k n (d + t) = n^(1 + o(1)), below n^(k - slack).",
    **{line: PROOF[line] for line in (16, 17)},
}
"""The lines of the proof over codes whose field grows with n, under the same keys."""

LETTERS = (
    "n is the number of key rows, from n_0 on. k, slack, c, sigma and delta are the order, slack, density, soundness "
    "and message exponent. m is the number of coordinates of the k-OV instance. The codes are C = L(uP) and C' = "
    "L(kuP), with pole bound u, genus g and N points, over a field F of characteristic p, which is F_{q^2} for a "
    "tower. Elsewhere, C is the constant of line 11. C'_0 consists of the words of C' that vanish on the information "
    "set. A message of Merlin has G <= G_1 words, each of T blocks of kappa coordinates. d and t are the dimension "
    "and the threshold of Gap-MaxIP, and eps is its gap. beta is the k-th power of the largest entry, and sep is the "
    "separation of the padding. lg is the binary and log the natural logarithm."
)
"""The meaning of the letters in the lines."""
