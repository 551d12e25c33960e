package org.vpt4j.vision.weights;

import java.util.Optional;

/** Element types of the safetensors format, by the names that its header uses. */
public enum DataType {
    F64(8, true),
    F32(4, true),
    F16(2, true),
    BF16(2, true),
    F8_E4M3(1, false),
    F8_E5M2(1, false),
    F8_E8M0(1, false),
    I64(8, false),
    I32(4, false),
    I16(2, false),
    I8(1, false),
    U64(8, false),
    U32(4, false),
    U16(2, false),
    U8(1, false),
    BOOL(1, false);

    private final int bytes;
    private final boolean readableAsFloats;

    DataType(int bytes, boolean readableAsFloats) {
        this.bytes = bytes;
        this.readableAsFloats = readableAsFloats;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Whether {@link Safetensors#floats} converts it. */
    public boolean readableAsFloats() {
        return readableAsFloats;
    }

    /** The type that a header calls {@code name}, or empty if the format has no such type. */
    static Optional<DataType> named(String name) {
        for (DataType type : values()) {
            if (type.name().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
