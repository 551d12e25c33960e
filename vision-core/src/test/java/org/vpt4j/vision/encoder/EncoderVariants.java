package org.vpt4j.vision.encoder;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An encoder's neighbours: those that differ in one component of the configuration, whichever components there are. */
public final class EncoderVariants {
    private EncoderVariants() {}

    /** One for each number and flag, changed, and one for each other value of an enum. */
    public static List<EncoderConfig> of(EncoderConfig config) {
        try {
            return variants(config).stream().map(EncoderConfig.class::cast).toList();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Object> variants(Record record) throws ReflectiveOperationException {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Constructor<?> constructor = record.getClass().getDeclaredConstructor(types);
        List<Object> variants = new ArrayList<>();
        for (int i = 0; i < components.length; i++) {
            Object[] values = new Object[components.length];
            for (int k = 0; k < components.length; k++) {
                values[k] = components[k].getAccessor().invoke(record);
            }
            for (Object other : others(values[i])) {
                values[i] = other;
                variants.add(constructor.newInstance(values));
            }
        }
        return variants;
    }

    private static List<Object> others(Object value) throws ReflectiveOperationException {
        if (value instanceof Record nested) {
            return variants(nested);
        }
        if (value instanceof Boolean flag) {
            return List.of(!flag);
        }
        if (value instanceof Integer number) {
            return List.of(number == 0 ? 3 : 2 * number);
        }
        if (value instanceof Double number) {
            return List.of(1000 * number);
        }
        List<Object> others = new ArrayList<>(List.of(value.getClass().getEnumConstants()));
        others.remove(value);
        return others;
    }
}
