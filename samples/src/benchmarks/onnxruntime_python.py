"""Times an exported detector in ONNX Runtime for Python: what Java is compared with.

    ./vpt4j export --task runs/a/task.safetensors --layout single --out exported
    python samples/src/benchmarks/onnxruntime_python.py exported/a.onnx --size 336x336 --batch 1

Prints the median of the runs in milliseconds, as "bare" of ./vpt4j bench infer is measured: a tensor that is
ready, all outputs, the same number of threads. Needs numpy and onnxruntime; take the version that Java has
(onnxruntime.version in pom.xml).
"""

import argparse
import statistics
import time

import numpy
import onnxruntime

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("model")
parser.add_argument("--size", default="336x336", help="WIDTHxHEIGHT of the input")
parser.add_argument("--batch", type=int, default=1)
parser.add_argument("--rounds", type=int, default=15)
parser.add_argument("--threads", type=int, default=0, help="0: all cores")
arguments = parser.parse_args()

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = arguments.threads
options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(arguments.model, options, providers=["CPUExecutionProvider"])
width, height = (int(side) for side in arguments.size.split("x"))
pixels = numpy.random.default_rng(0).standard_normal((arguments.batch, 3, height, width), numpy.float32)

times = []
for turn in range(3 + arguments.rounds):
    start = time.perf_counter()
    session.run(None, {"pixel_values": pixels})
    times.append(1000 * (time.perf_counter() - start))
print(f"onnxruntime {onnxruntime.__version__}: {statistics.median(times[3:]):.1f} ms for a batch of {arguments.batch}")
