package org.vpt4j.samples.cli;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.weights.Safetensors.DataType;
import org.vpt4j.vision.weights.SafetensorsWriter;

/**
 * All that a command needs, small enough to be trained in a second and to be broken in any way: a random vision
 * transformer in {@code vit}, images with a red box and a blue disc in Pascal VOC's form in {@code data} (six to train
 * on, two to validate on, two to test on), and {@code tiny.yaml} with the settings of a short run on them.
 *
 * @param root folder of it all
 */
public record TinyWorld(Path root) {
    static final int SIDE = 64;
    static final int IMAGES = 10;

    private static final int WIDTH = 32;
    private static final int PATCH = 8;

    public static TinyWorld in(Path root) throws IOException {
        TinyWorld world = new TinyWorld(root);
        world.writeBackbone("vit", 1);
        for (int i = 0; i < IMAGES; i++) {
            world.writeImage(i);
        }
        world.write("data/ImageSets/Main/train.txt", names(0, 6));
        world.write("data/ImageSets/Main/val.txt", names(6, 8));
        world.write("data/ImageSets/Main/test.txt", names(8, 10));
        world.write(
                "tiny.yaml",
                """
                data: %s
                backbone: %s
                out: %s
                size: 64
                tokens: 2
                method: vpt-deep
                epochs: 1
                batch: 3
                warmup: 1
                image-every: 0
                device: cpu
                threads: 1
                """
                        .formatted(root.resolve("data"), root.resolve("vit"), root.resolve("run")));
        return world;
    }

    public Path path(String name) {
        return root.resolve(name);
    }

    static String image(int number) {
        return "data/JPEGImages/p" + number + ".jpg";
    }

    public static String labels(int number) {
        return "data/Annotations/p" + number + ".xml";
    }

    void write(String name, String text) throws IOException {
        Files.createDirectories(path(name).getParent());
        Files.writeString(path(name), text);
    }

    public void edit(String name, UnaryOperator<String> change) throws IOException {
        String before = Files.readString(path(name));
        String after = change.apply(before);
        if (after.equals(before)) {
            throw new IllegalArgumentException("the change of " + name + " changes nothing");
        }
        write(name, after);
    }

    /** Keeps the beginning of a file: so much of it. */
    void cut(String name, double part) throws IOException {
        byte[] bytes = Files.readAllBytes(path(name));
        Files.write(path(name), Arrays.copyOf(bytes, (int) (part * bytes.length)));
    }

    void delete(String name) throws IOException {
        if (Files.isDirectory(path(name))) {
            try (var inside = Files.list(path(name))) {
                for (Path child : inside.toList()) {
                    delete(root.relativize(child).toString());
                }
            }
        }
        Files.delete(path(name));
    }

    /** A backbone of these sizes with random weights. */
    public void writeBackbone(String folder, long seed) throws IOException {
        writeBackbone(folder, seed, WIDTH);
    }

    /** The same, so wide. */
    public void writeBackbone(String folder, long seed, int width) throws IOException {
        writeBackbone(folder, seed, width, "layernorm", 1);
    }

    /** The same with one part's weights multiplied by a factor. */
    public void writeBackbone(String folder, long seed, int width, String enlarged, float factor) throws IOException {
        Map<String, FloatTensor> tensors = new TreeMap<>();
        Random random = new Random(seed);
        affine(tensors, random, "embeddings.patch_embeddings.projection", width, 3, PATCH, PATCH);
        put(tensors, random, "embeddings.cls_token", 1, 1, width);
        put(tensors, random, "embeddings.position_embeddings", 1, 1 + (SIDE / PATCH) * (SIDE / PATCH), width);
        for (String layer : List.of("encoder.layer.0.", "encoder.layer.1.")) {
            for (String part : List.of("attention.query", "attention.key", "attention.value", "output.dense")) {
                affine(tensors, random, layer + "attention." + part, width, width);
            }
            affine(tensors, random, layer + "mlp.fc1", 2L * width, width);
            affine(tensors, random, layer + "mlp.fc2", width, 2L * width);
            affine(tensors, random, layer + "norm1", width);
            affine(tensors, random, layer + "norm2", width);
            put(tensors, random, layer + "layer_scale1.lambda1", width);
            put(tensors, random, layer + "layer_scale2.lambda1", width);
        }
        affine(tensors, random, "layernorm", width);
        for (String name : List.of(enlarged + ".weight", enlarged + ".bias")) {
            float[] values = tensors.get(name).values();
            for (int i = 0; i < values.length; i++) {
                values[i] *= factor;
            }
        }
        new SafetensorsWriter().addAll(tensors, DataType.F32).write(path(folder + "/model.safetensors"));
        write(
                folder + "/config.json",
                """
                {"model_type": "dinov2", "hidden_size": %d, "num_hidden_layers": 2, "num_attention_heads": 2,
                 "mlp_ratio": 2, "hidden_act": "gelu", "image_size": %d, "patch_size": %d}
                """
                        .formatted(width, SIDE, PATCH));
    }

    private static void affine(Map<String, FloatTensor> tensors, Random random, String name, long... weight) {
        put(tensors, random, name + ".weight", weight);
        put(tensors, random, name + ".bias", weight[0]);
    }

    private static void put(Map<String, FloatTensor> tensors, Random random, String name, long... shape) {
        FloatTensor tensor = FloatTensor.zeros(shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.values()[i] = (float) (0.2 * random.nextGaussian());
        }
        tensors.put(name, tensor);
    }

    private static String names(int from, int to) {
        StringBuilder names = new StringBuilder();
        IntStream.range(from, to).forEach(i -> names.append('p').append(i).append('\n'));
        return names.toString();
    }

    private void writeImage(int number) throws IOException {
        BufferedImage imageFile = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = imageFile.createGraphics();
        pen.setColor(Color.GRAY);
        pen.fillRect(0, 0, SIDE, SIDE);
        pen.setColor(Color.RED);
        pen.fillRect(2 + number, 4, 20, 20);
        pen.setColor(Color.BLUE);
        pen.fillOval(40 - number, 36, 20, 20);
        pen.dispose();
        Files.createDirectories(path(image(number)).getParent());
        ImageIO.write(imageFile, "jpg", path(image(number)).toFile());
        write(
                labels(number),
                """
                <annotation>
                <filename>p%d.jpg</filename>
                <size><width>64</width><height>64</height></size>
                %s
                %s
                </annotation>
                """
                        .formatted(number, object("box", 2 + number, 4), object("disc", 40 - number, 36)));
    }

    private static String object(String name, int x, int y) {
        return "<object><name>%s</name><bndbox><xmin>%d</xmin><ymin>%d</ymin><xmax>%d</xmax><ymax>%d</ymax></bndbox></object>"
                .formatted(name, x + 1, y + 1, x + 20, y + 20);
    }
}
