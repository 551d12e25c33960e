package org.vpt4j.vision.weights;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * A part of a file, mapped into memory until this is closed. Java itself unmaps when the garbage collector comes to it: until
 * then, everything that was ever read would count as memory of the process.
 */
final class FileMapping implements AutoCloseable {
    private static final Optional<Unmapping> UNMAPPING = unmapping();

    /** Not a method handle, which takes longer to make. */
    private record Unmapping(Object unsafe, Method method) {}

    private final MappedByteBuffer mapped;

    private FileMapping(MappedByteBuffer mapped) {
        this.mapped = mapped;
    }

    static FileMapping of(FileChannel channel, long start, long bytes) throws IOException {
        return new FileMapping(channel.map(FileChannel.MapMode.READ_ONLY, start, bytes));
    }

    /** Little-endian; using it after this was closed ends the process. */
    ByteBuffer bytes() {
        return mapped.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** {@code sun.misc.Unsafe.invokeCleaner}, which every JDK has and no other name leads to; without it, mappings stay longer. */
    private static Optional<Unmapping> unmapping() {
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field instance = type.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            return Optional.of(new Unmapping(instance.get(null), type.getMethod("invokeCleaner", ByteBuffer.class)));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        if (UNMAPPING.isPresent()) {
            try {
                UNMAPPING.get().method().invoke(UNMAPPING.get().unsafe(), mapped);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a file could not be unmapped", e);
            }
        }
    }
}
