"""Writes paired-tests.csv: SciPy's paired t-test, its interval, the sign-flip test, and Holm's correction.

Run with: python make.py    (versions: see the first line of the CSV)
"""

import numpy
import scipy
from scipy import stats

CASES = {
    "three seeds, small spread": ([0.562, 0.569, 0.558], [0.531, 0.540, 0.529]),
    "three seeds, noise": ([0.562, 0.549, 0.571], [0.560, 0.563, 0.552]),
    "two seeds": ([0.5, 0.6], [0.45, 0.58]),
    "five seeds, one sign": ([0.51, 0.52, 0.53, 0.54, 0.56], [0.50, 0.50, 0.52, 0.51, 0.52]),
    "eight seeds": (
        [0.611, 0.598, 0.604, 0.617, 0.590, 0.601, 0.613, 0.607],
        [0.600, 0.601, 0.599, 0.605, 0.592, 0.597, 0.606, 0.602],
    ),
}

with open("paired-tests.csv", "w") as out:
    out.write(f"# scipy {scipy.__version__}, numpy {numpy.__version__}\n")
    out.write("case;first;second;difference;half_width;t_test;sign_flip\n")
    for name, (first, second) in CASES.items():
        a, b = numpy.array(first), numpy.array(second)
        t = stats.ttest_rel(a, b)
        interval = t.confidence_interval(0.95)
        flip = stats.permutation_test(
            (a, b), lambda x, y, axis: numpy.mean(x - y, axis=axis), permutation_type="samples",
            vectorized=True, n_resamples=numpy.inf,
        )
        row = [numpy.mean(a - b), (interval.high - interval.low) / 2, t.pvalue, flip.pvalue]
        lists = [" ".join(map(str, values)) for values in (first, second)]
        out.write(";".join([name, *lists, *(repr(float(v)) for v in row)]) + "\n")
