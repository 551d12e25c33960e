package org.vpt4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.vpt4j.datasets.format.DatasetFormats;
import org.vpt4j.datasets.format.DatasetReading;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.vision.error.VptException;
import org.vpt4j.vision.files.FileTree;
import org.vpt4j.vision.image.ImageFiles;

/** Whatever happens to an annotation file: data or an error that says what to do, and each image is used or named. */
class DamagedAnnotationsTest {
    private static final String COCO =
            """
            {"images": [{"id": 1, "file_name": "a.png", "width": 16, "height": 12},
            {"id": 2, "file_name": "b.png", "width": 16, "height": 12}],
            "annotations": [{"id": 1, "image_id": 1, "category_id": 3, "bbox": [1, 2, 5, 6], "iscrowd": 0, "area": 30},
            {"id": 2, "image_id": 2, "category_id": 3, "bbox": [2.5, 2, 5, 6], "segmentation": [[1, 2, 3, 4, 5, 6]]}],
            "categories": [{"id": 3, "name": "cat", "supercategory": "animal"}]}
            """;
    private static final String VOC =
            """
            <?xml version="1.0"?>
            <annotation><filename>a.png</filename><size><width>16</width><height>12</height><depth>3</depth></size>
            <object><name>cat</name><difficult>0</difficult>
            <bndbox><xmin>1</xmin><ymin>2</ymin><xmax>9</xmax><ymax>10</ymax></bndbox></object></annotation>
            """;
    private static final String YAML = "path: .\ntrain: images\nval: images\nnames:\n  0: cat\n  1: dog\n";
    private static final String LABEL = "0 0.5 0.5 0.5 0.5\n1 0.25 0.5 0.5 0.25 0.75 0.5 0.5 0.75\n";
    private static final String CSV =
            "filename,width,height,class,xmin,ymin,xmax,ymax\na.png,16,12,cat,1,2,9,10\nb.png,16,12,dog,1,2,9,10\n";

    /** Hand-made datasets by name, with what the writers do not write. */
    private static final Map<String, Map<String, String>> BY_HAND = Map.of(
            "coco", Map.of("a.json", COCO),
            "voc", Map.of("a.xml", VOC, "b.xml", VOC.replace("a.png", "b.png")),
            "yolo", Map.of("data.yaml", YAML, "labels/a.txt", LABEL, "labels/b.txt", LABEL),
            "csv", Map.of("a.csv", CSV));

    private static final int TRAINED = 5; // of so many mutations, one
    private static final String TEXT = "text";
    private static final DatasetReading LAYOUT = new DatasetReading(
            Optional.empty(), Optional.of("x1 y1 x2 y2 class"), Optional.empty(), Optional.empty(), false);

    private static Path folder;

    /** The content of each annotation file of a dataset, by the file's path below all datasets. */
    private static final Map<String, byte[]> SOUND = new TreeMap<>();

    @BeforeContainer
    static void makeAFolder() throws IOException {
        folder = Files.createTempDirectory("damaged-annotations");
        BY_HAND.forEach((name, files) -> {
            String images = files.containsKey("data.yaml") ? "images/" : "";
            TinyFiles tiny = new TinyFiles(folder.resolve(name + "-by-hand"))
                    .image(images + "a.png", 16, 12)
                    .image(images + "b.png", 16, 12);
            files.forEach(tiny::text);
        });
        DetectionData made = DetectionData.openAsGiven(
                folder.resolve("coco-by-hand"), DatasetReading.automatic(), DetectionData.Progress.NONE);
        for (String key : DatasetFormats.keys()) {
            DatasetWriter.write(
                    made,
                    DatasetFormats.of(key),
                    folder.resolve(key),
                    DatasetWriter.Images.LINK,
                    DetectionData.Progress.NONE);
        }
        TinyFiles text =
                new TinyFiles(folder.resolve(TEXT)).image("a.png", 16, 12).image("b.png", 16, 12);
        text.text("a.txt", "1 2 9 10 cat\n2 2 9 10 dog\n").text("b.txt", "2 2 9 10 dog\n");
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (!ImageFiles.isImage(file)) {
                    SOUND.put(ImageFiles.nameBelow(folder, file), Files.readAllBytes(file));
                }
            }
        }
        SOUND.keySet().forEach(name -> assertThat(
                        open(root(name), reading(name)).findings().summary())
                .as(name)
                .noneMatch(line -> line.contains("broken") || line.contains("missing")));
    }

    @AfterContainer
    static void removeIt() throws IOException {
        FileTree.delete(folder);
    }

    private static Path root(String name) {
        return folder.resolve(name.substring(0, name.indexOf('/')));
    }

    private static DatasetReading reading(String name) {
        return name.startsWith(TEXT + "/") ? LAYOUT : DatasetReading.automatic();
    }

    private static DetectionData open(Path root, DatasetReading reading) {
        return DetectionData.open(root, reading, 1, DetectionData.Progress.NONE);
    }

    @Provide
    Arbitrary<String> damaged() {
        return Arbitraries.of(List.copyOf(SOUND.keySet()));
    }

    @Property(tries = 1700, seed = "18")
    void changedBytesNeverDoHarm(
            @ForAll @From("damaged") String name,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 0) Integer> places,
            @ForAll byte value) {
        byte[] bytes = bytes(name);
        for (int place : places) {
            bytes[place % bytes.length] = value;
        }
        readOrRefused(name, bytes);
    }

    @Property(tries = 800, seed = "19")
    void insertedRemovedAndRepeatedPartsNeverDoHarm(
            @ForAll @From("damaged") String name,
            @ForAll @IntRange(min = 0) int from,
            @ForAll @IntRange(min = 0) int to,
            @ForAll @IntRange(min = 0, max = 30) int length) {
        String text = text(name);
        int start = from % text.length();
        int end = Math.min(text.length(), start + length);
        int at = to % text.length();
        readOrRefused(name, (text.substring(0, start) + text.substring(end)).getBytes(StandardCharsets.UTF_8));
        readOrRefused(
                name,
                (text.substring(0, at) + text.substring(start, end) + text.substring(at))
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 1700, seed = "20")
    void otherValuesNeverDoHarm(
            @ForAll @From("damaged") String name, @ForAll @From("values") String value, @ForAll int which) {
        String[] words = text(name).split("(?<=[\\s,:<>\\[\\]{}])|(?=[\\s,:<>\\[\\]{}])", -1);
        words[Math.floorMod(which, words.length)] = value;
        readOrRefused(name, String.join("", words).getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.of(
                "",
                "-1",
                "0",
                "1e999",
                "-1e308",
                "NaN",
                "Infinity",
                "null",
                "true",
                "\"\"",
                "\"x\"",
                "[]",
                "{}",
                "99999999999999999999",
                "../../etc/passwd",
                "/etc/passwd",
                "\"/etc/passwd\"",
                "\u0000",
                "\uFEFF",
                "&bomb;",
                "<![CDATA[x]]>",
                "*a",
                "&a",
                "!!java.net.URL [x]",
                "0x1F",
                "\u202E",
                "a".repeat(3000));
    }

    @Example
    void bombsAreRefused() {
        String coco = "coco-by-hand/a.json";
        String voc = "voc-by-hand/a.xml";
        refused(coco, "{\"images\": " + "[".repeat(100_000) + "]".repeat(100_000) + ", \"annotations\": []}");
        refused(coco, COCO.replace("\"cat\"", "\"" + "x".repeat(30_000_000) + "\""));
        refused(coco, COCO.replace("[1, 2, 5, 6]", "[1, 2, 1e999, 6]"));
        StringBuilder entities = new StringBuilder("<!DOCTYPE annotation [<!ENTITY a0 \"lol\">");
        for (int i = 1; i < 12; i++) {
            entities.append("<!ENTITY a" + i + " \"" + ("&a" + (i - 1) + ";").repeat(10) + "\">");
        }
        String bomb = VOC.replace("<annotation>", entities + "]><annotation>").replace(">cat<", ">&a11;<");
        write(voc, bomb.getBytes(StandardCharsets.UTF_8));
        assertThat(DetectionData.open(root(voc), 1).findings().summary())
                .anyMatch(line -> line.startsWith("1 broken annotation file"));
        write(voc, VOC.getBytes(StandardCharsets.UTF_8));
    }

    private static void refused(String name, String text) {
        write(name, text.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> DetectionData.open(root(name), 1)).isInstanceOf(VptException.class);
        write(name, bytes(name));
    }

    /** A training, which takes longer as it decodes images, and the doctor, which reads on, account for all images. */
    private static void readOrRefused(String name, byte[] bytes) {
        write(name, bytes);
        Path root = root(name);
        try {
            if (Math.floorMod(Arrays.hashCode(bytes), TRAINED) == 0) {
                accountForAll(root, open(root, reading(name)), Findings.none());
            }
        } catch (VptException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        try {
            DatasetDoctor.Diagnosis diagnosis =
                    DatasetDoctor.examine(root, reading(name), false, DetectionData.Progress.NONE);
            accountForAll(root, diagnosis.data(), diagnosis.findings());
        } catch (VptException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        write(name, SOUND.get(name));
    }

    private static void accountForAll(Path root, DetectionData data, Findings more) {
        Set<String> accounted = new HashSet<>();
        data.splitNames().names().values().forEach(accounted::addAll);
        Stream.concat(data.findings().all().stream(), more.all().stream()).forEach(finding -> {
            accounted.add(finding.subject());
            accounted.add(finding.position().file());
        });
        assertThat(ImageFiles.below(root))
                .allSatisfy(image -> assertThat(accounted).contains(ImageFiles.nameBelow(root, image)));
    }

    private static void write(String name, byte[] bytes) {
        try {
            Files.write(folder.resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String name) {
        return SOUND.get(name).clone();
    }
}
