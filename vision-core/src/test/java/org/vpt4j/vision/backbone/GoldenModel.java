package org.vpt4j.vision.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.vpt4j.vision.encoder.Numbers;
import org.vpt4j.vision.files.AtomicFiles;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.weights.Safetensors.DataType;
import org.vpt4j.vision.weights.SafetensorsWriter;

/** The folder of a golden case's model, whose weights follow a formula, as in {@code make_backbone_golden.py}. */
public final class GoldenModel {
    private static final Pattern ONE = Pattern.compile("(norm[^.]*|ln_[^.]*)\\.weight$|lambda1$|gamma(_[12])?$");

    private GoldenModel() {}

    public static Path write(JsonNode golden, Path folder) {
        boolean openClip = golden.get("family").asText().equals("open_clip");
        AtomicFiles.writeString(
                folder.resolve(openClip ? "open_clip_config.json" : "config.json"),
                golden.get("config").toString());
        new SafetensorsWriter()
                .addAll(tensors(golden), DataType.F32)
                .write(folder.resolve(openClip ? "open_clip_model.safetensors" : "model.safetensors"));
        return folder;
    }

    public static Map<String, FloatTensor> tensors(JsonNode golden) {
        Map<String, FloatTensor> tensors = new TreeMap<>();
        String prefix = golden.path("formulaPrefix").asText("");
        golden.get("tensors").properties().forEach(entry -> {
            int layers = entry.getKey().contains("#") ? layers(golden, entry.getKey()) : 1;
            for (int i = 0; i < layers; i++) {
                String name = entry.getKey().replace("#", Integer.toString(i));
                tensors.put(name, weight(name, prefix + name, entry.getValue()));
            }
        });
        return tensors;
    }

    /** The text encoders have one layer. */
    private static int layers(JsonNode golden, String name) {
        boolean text = name.startsWith("text")
                || (name.startsWith("transformer.")
                        && golden.path("formulaPrefix").isMissingNode());
        return text ? 1 : golden.get("layers").size();
    }

    private static FloatTensor weight(String name, String formula, JsonNode axes) {
        long[] shape = new long[axes.size()];
        long size = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = axes.get(i).asLong();
            size *= shape[i];
        }
        double range = shape.length == 2 ? 1.5 / Math.sqrt((double) shape[1]) : 0.3;
        double one = ONE.matcher(name).find() ? 1 : 0;
        float[] values = Numbers.of(formula, size);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (one + range * values[i]);
        }
        return new FloatTensor(shape, values);
    }

    /** Pixels {@code [3, height, width]} of a case, without what is beyond. */
    static float[] cropped(JsonNode golden, int height, int width) {
        int fullHeight = golden.get("height").asInt();
        int fullWidth = golden.get("width").asInt();
        float[] all = Numbers.of("pixels", 3L * fullHeight * fullWidth);
        float[] pixels = new float[3 * height * width];
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < height; y++) {
                System.arraycopy(all, (c * fullHeight + y) * fullWidth, pixels, (c * height + y) * width, width);
            }
        }
        return pixels;
    }

    public static FloatBuffer direct(float[] values) {
        return ByteBuffer.allocateDirect(4 * values.length)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .put(values)
                .flip();
    }
}
