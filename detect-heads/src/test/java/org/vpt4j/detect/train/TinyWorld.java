package org.vpt4j.detect.train;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.weights.Safetensors.DataType;
import org.vpt4j.vision.weights.SafetensorsWriter;

/**
 * A world small enough to be learned in seconds: a random vision transformer as Hugging Face saves it, and images of
 * red boxes and blue discs on grey noise in Pascal VOC's form, 8 to train on and 4 to validate on.
 */
public final class TinyWorld {
    public static final int SIDE = 64; // of an image, in pixels
    static final int TRAINING = 8;
    static final int VALIDATION = 4;

    private static final int WIDTH = 32;
    private static final int DEPTH = 2;
    private static final int PATCH = 8;

    private final Path root;

    private TinyWorld(Path root) {
        this.root = root;
    }

    /** Writes the world below a folder. */
    public static TinyWorld in(Path root) {
        TinyWorld world = new TinyWorld(root);
        world.writeBackbone(1);
        world.writeData();
        return world;
    }

    public Path backbone() {
        return root.resolve("tiny-vit");
    }

    public Path data() {
        return root.resolve("shapes");
    }

    public Path image(int number) {
        return data().resolve("JPEGImages/" + name(number) + ".png");
    }

    /** A short run on this world in a folder beside it. */
    TrainingConfig config(String out) {
        return TrainingConfig.defaults()
                .with("data", data())
                .with("backbone", backbone())
                .with("out", root.resolve(out))
                .with("size", SIDE)
                .with("method", "vpt-deep")
                .with("tokens", "")
                .with("precision", "fp32")
                .with("cache", "off")
                .with("epochs", 2)
                .with("batch", 4)
                .with("warmup", 4)
                .with("image-every", 0)
                .with("device", "cpu")
                .with("threads", 1);
    }

    /** Replaces the backbone by one with other weights. */
    public void writeBackbone(long seed) {
        Map<String, FloatTensor> tensors = new TreeMap<>();
        Random random = new Random(seed);
        affine(tensors, random, "embeddings.patch_embeddings.projection", WIDTH, 3, PATCH, PATCH);
        put(tensors, random, "embeddings.cls_token", 1, 1, WIDTH);
        put(tensors, random, "embeddings.position_embeddings", 1, 1 + (SIDE / PATCH) * (SIDE / PATCH), WIDTH);
        for (int i = 0; i < DEPTH; i++) {
            String layer = "encoder.layer." + i + ".";
            for (String part : List.of("attention.query", "attention.key", "attention.value", "output.dense")) {
                affine(tensors, random, layer + "attention." + part, WIDTH, WIDTH);
            }
            affine(tensors, random, layer + "mlp.fc1", 2 * WIDTH, WIDTH);
            affine(tensors, random, layer + "mlp.fc2", WIDTH, 2 * WIDTH);
            for (String norm : List.of("norm1", "norm2")) {
                norm(tensors, layer + norm);
            }
            ones(tensors, layer + "layer_scale1.lambda1");
            ones(tensors, layer + "layer_scale2.lambda1");
        }
        norm(tensors, "layernorm");
        new SafetensorsWriter().addAll(tensors, DataType.F32).write(backbone().resolve("model.safetensors"));
        write(
                backbone().resolve("config.json"),
                """
                {"model_type": "dinov2", "hidden_size": %d, "num_hidden_layers": %d, "num_attention_heads": 2,
                 "mlp_ratio": 2, "hidden_act": "gelu", "image_size": %d, "patch_size": %d}
                """
                        .formatted(WIDTH, DEPTH, SIDE, PATCH));
    }

    private static void affine(Map<String, FloatTensor> tensors, Random random, String name, long... weight) {
        put(tensors, random, name + ".weight", weight);
        put(tensors, random, name + ".bias", weight[0]);
    }

    private static void norm(Map<String, FloatTensor> tensors, String name) {
        ones(tensors, name + ".weight");
        tensors.put(name + ".bias", FloatTensor.zeros(WIDTH));
    }

    private static void ones(Map<String, FloatTensor> tensors, String name) {
        float[] values = new float[WIDTH];
        java.util.Arrays.fill(values, 1);
        tensors.put(name, FloatTensor.vector(values));
    }

    private static void put(Map<String, FloatTensor> tensors, Random random, String name, long... shape) {
        FloatTensor tensor = FloatTensor.zeros(shape);
        double scale = shape.length > 1 ? 1 / Math.sqrt(tensor.size() / (double) shape[0]) : 0.02;
        for (int i = 0; i < tensor.size(); i++) {
            tensor.values()[i] = (float) (scale * random.nextGaussian());
        }
        tensors.put(name, tensor);
    }

    private void writeData() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < TRAINING + VALIDATION; i++) {
            writeImage(i);
            names.add(name(i));
        }
        Path sets = data().resolve("ImageSets/Main");
        write(sets.resolve("train.txt"), String.join("\n", names.subList(0, TRAINING)) + "\n");
        write(sets.resolve("val.txt"), String.join("\n", names.subList(TRAINING, names.size())) + "\n");
    }

    private static String name(int number) {
        return "image%02d".formatted(number);
    }

    /** One shape in the left half, one in the right, a box and a disc in either order. */
    private void writeImage(int number) {
        Random random = new Random(100 + number);
        BufferedImage imageFile = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int grey = 96 + random.nextInt(64);
                imageFile.setRGB(x, y, grey << 16 | grey << 8 | grey);
            }
        }
        Graphics2D pen = imageFile.createGraphics();
        StringBuilder objects = new StringBuilder();
        boolean boxFirst = random.nextBoolean();
        for (int half = 0; half < 2; half++) {
            int width = 14 + random.nextInt(14);
            int height = 14 + random.nextInt(14);
            int x = half * SIDE / 2 + random.nextInt(SIDE / 2 - width);
            int y = random.nextInt(SIDE - height);
            boolean box = boxFirst == (half == 0);
            pen.setColor(box ? Color.RED : Color.BLUE);
            if (box) {
                pen.fillRect(x, y, width, height);
            } else {
                pen.fillOval(x, y, width, height);
            }
            objects.append(
                    """
                    <object><name>%s</name><bndbox><xmin>%d</xmin><ymin>%d</ymin><xmax>%d</xmax><ymax>%d</ymax></bndbox></object>
                    """
                            .formatted(box ? "box" : "disc", x + 1, y + 1, x + width, y + height));
        }
        pen.dispose();
        save(imageFile, image(number));
        write(
                data().resolve("Annotations/" + name(number) + ".xml"),
                """
                <annotation><filename>%s.png</filename>
                <size><width>%d</width><height>%d</height></size>
                %s</annotation>
                """
                        .formatted(name(number), SIDE, SIDE, objects));
    }

    private static void save(BufferedImage imageFile, Path file) {
        try {
            Files.createDirectories(file.getParent());
            ImageIO.write(imageFile, "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
