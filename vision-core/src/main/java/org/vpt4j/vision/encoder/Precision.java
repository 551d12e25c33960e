package org.vpt4j.vision.encoder;

import java.util.Locale;
import org.vpt4j.vision.error.ConfigException;

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
}
