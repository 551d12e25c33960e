package org.vpt4j.vision.encoder;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Locale;
import java.util.Map;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.script.Script;

/**
 * Number type that networks compute in: the layers of an encoder, the convolutions of a head. Their inputs, outputs and
 * trained values are always float32.
 */
public enum Precision {
    /** 32 bits: exact parity with the published models. */
    FLOAT32("fp32", 6),
    /** 16 bits with float32's range: half the memory, and faster where the processor has instructions for it. */
    BFLOAT16("bf16", 15);

    private final String shortName;
    private final int torch;

    Precision(String shortName, int torch) {
        this.shortName = shortName;
        this.torch = torch;
    }

    /**
     * Reads {@code fp32} or {@code bf16} (and the long names).
     *
     * @throws ConfigException if it is something else
     */
    public static Precision of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "fp32", "float32" -> FLOAT32;
            case "bf16", "bfloat16" -> BFLOAT16;
            default -> throw new ConfigException("precision", "\"" + name + "\" is unknown; use fp32 or bf16");
        };
    }

    /** PyTorch's own number of the type, for scripts. */
    public int torch() {
        return torch;
    }

    /** {@code fp32} or {@code bf16}. */
    @Override
    public String toString() {
        return shortName;
    }

    /**
     * Which precision this machine multiplies matrices faster in, measured in a fraction of a second with matrices of an
     * encoder's sizes. Processors with AVX512-BF16 or AMX are faster with 16 bits, others slower.
     *
     * @param milliseconds32 time in float32, the best of several runs
     * @param milliseconds16 time in bfloat16, the best of several runs
     */
    public record Trial(double milliseconds32, double milliseconds16) {
        /** Minimum saving for 16 bits, since they cost accuracy. */
        private static final double WORTH = 0.9;

        /** Rows of the multiplied matrix: both trials run an MLP of the encoder on so many tokens. */
        public static final int TOKENS = 1024;

        private static final int WARMUP = 3;
        private static final int RUNS = 12;

        /** Measures on a device; the engine must be started with the settings of its later use. */
        public static Trial run(EncoderConfig config, Device device) {
            try (NDManager manager = NDManager.newBaseManager(device, "PyTorch");
                    Script product = Script.load(Trial.class, "mlp_trial.py", Map.of())) {
                NDList wide = new NDList(
                        normal(manager, new Shape(TOKENS, config.width())),
                        normal(manager, new Shape(config.mlp().hidden(), config.width())),
                        normal(manager, new Shape(config.width(), config.mlp().hidden())));
                NDList narrow = new NDList();
                try (Script cast =
                        Script.load(VisionEncoder.class, "cast.py", Map.of("type", Precision.BFLOAT16.torch()))) {
                    wide.forEach(array -> narrow.add(
                            cast.call(manager, new NDList(array), false).singletonOrThrow()));
                }
                double best32 = Double.POSITIVE_INFINITY;
                double best16 = Double.POSITIVE_INFINITY;
                for (int run = 0; run < WARMUP + RUNS; run++) { // alternately, so that disturbances affect both
                    double now32 = milliseconds(manager, product, wide);
                    double now16 = milliseconds(manager, product, narrow);
                    if (run >= WARMUP) {
                        best32 = Math.min(best32, now32);
                        best16 = Math.min(best16, now16);
                    }
                }
                return new Trial(best32, best16);
            }
        }

        private static NDArray normal(NDManager manager, Shape shape) {
            return manager.randomNormal(0, 1, shape, DataType.FLOAT32);
        }

        private static double milliseconds(NDManager manager, Script product, NDList inputs) {
            long before = System.nanoTime();
            try (NDArray result = product.call(manager, inputs, false).singletonOrThrow()) {
                result.getFloat(); // waits for a device that computes asynchronously
            }
            return (System.nanoTime() - before) / 1e6;
        }

        /** Time of one MLP for {@value #TOKENS} tokens, the best of several runs. */
        public double milliseconds(Precision precision) {
            return precision == Precision.BFLOAT16 ? milliseconds16 : milliseconds32;
        }

        /** Time in 16 bits relative to that in 32. */
        public double ratio() {
            return milliseconds16 / milliseconds32;
        }

        /** The precision to choose: bfloat16 only where it saves at least a tenth. */
        public Precision faster() {
            return ratio() <= WORTH ? Precision.BFLOAT16 : Precision.FLOAT32;
        }

        /** {@code precision bf16: matrices of this encoder take 0.41 of their time in fp32 on this machine} */
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "precision %s: in bf16 matrices of this encoder's size take %.2f of their time in fp32 on this machine",
                    faster(),
                    ratio());
        }
    }
}
