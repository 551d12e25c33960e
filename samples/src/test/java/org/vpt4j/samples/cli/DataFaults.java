package org.vpt4j.samples.cli;

import static org.vpt4j.samples.cli.TinyWorld.IMAGES;
import static org.vpt4j.samples.cli.TinyWorld.image;
import static org.vpt4j.samples.cli.TinyWorld.labels;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.vpt4j.samples.cli.Fault.Preparation;

/** Bad images and bad labels. */
final class DataFaults {
    private final List<Fault> faults = new ArrayList<>();

    static List<Fault> all() {
        DataFaults table = new DataFaults();
        table.ofData();
        table.ofLabels();
        return table.faults;
    }

    private void row(String name, Preparation preparation, String command, int code, String... told) {
        faults.add(new Fault(name, preparation, command, code, List.of(told)));
    }

    private void ofData() {
        row("no data named", w -> w.write("empty.yaml", ""), "train --config {}/empty.yaml", 2, "data:", "--data DIR");
        row("data that are not there", w -> w.delete("data"), "train {tiny}", 1, "data does not exist");
        row("data that are a file", w -> {}, "train {tiny} --data {}/tiny.yaml", 1, "tiny.yaml is a file", "folder");
        row(
                "no images",
                w -> {
                    w.delete("data");
                    Files.createDirectory(w.path("data"));
                },
                "train {tiny}",
                1,
                "found neither images nor annotations in",
                "/data; known formats are COCO");
        row(
                "no annotations",
                w -> w.delete("data/Annotations"),
                "train {tiny}",
                1,
                "found 10 images but no annotations in a known format in",
                "Pascal VOC: Annotations/*.xml");
        row(
                "not one image that can be read",
                w -> {
                    for (int i = 0; i < IMAGES; i++) {
                        w.write(image(i), "no image");
                    }
                },
                "train {tiny}",
                1,
                "no usable image in",
                "10 unreadable images (dropped): JPEGImages/p");
        row(
                "one image alone, of which none can be held out",
                w -> {
                    w.delete("data/ImageSets");
                    for (int i = 1; i < IMAGES; i++) {
                        w.delete(image(i));
                        w.delete(labels(i));
                    }
                },
                "train {tiny}",
                1,
                "/data has no validation split, only train",
                "use one of these, or add images for the missing split");
        row(
                "no part to train on",
                w -> {
                    w.delete("data/ImageSets/Main/train.txt");
                    w.delete("data/ImageSets/Main/val.txt");
                },
                "train {tiny}",
                1,
                "/data has no train split, only test");
        row(
                "an annotation without image",
                w -> w.delete(image(0)),
                "train {tiny} --json",
                0,
                "1 annotation whose image is missing (dropped with its 2 boxes): Annotations/p0.xml");
        row(
                "an image without annotation",
                w -> w.delete(labels(0)),
                "train {tiny} --json",
                0,
                "1 image without annotations (not used): JPEGImages/p0.jpg");
        row(
                "an image that is no image",
                w -> w.write(image(0), "no image"),
                "train {tiny} --json",
                0,
                "1 unreadable image (dropped): JPEGImages/p0.jpg");
        row(
                "an image whose end is missing though its header is fine",
                w -> w.cut(image(7), 0.9),
                "train {tiny} --json",
                0,
                "1 unreadable image (dropped): JPEGImages/p7.jpg");
    }

    private void ofLabels() {
        row(
                "a box outside",
                w -> w.edit(labels(0), s -> s.replaceAll("<xmin>3<.*?</ymax>", at(70, 1, 90, 20))),
                "train {tiny} --json",
                0,
                "1 box outside its image (dropped): JPEGImages/p0.jpg");
        row(
                "a box that sticks out",
                w -> w.edit(labels(0), s -> s.replaceAll("<xmin>3<.*?</ymax>", at(50, 1, 90, 20))),
                "train {tiny} --json",
                0,
                "1 box that extends beyond its image (clipped): JPEGImages/p0.jpg");
        row(
                "a box that is inside out",
                w -> w.edit(labels(0), s -> s.replaceAll("<xmin>3<.*?</ymax>", at(20, 20, 3, 3))),
                "train {tiny} --json",
                0,
                "1 empty or inverted box (dropped): JPEGImages/p0.jpg");
        row(
                "a class only in test",
                w -> w.edit(labels(9), s -> s.replace("disc", "star")),
                "train {tiny} --json",
                0,
                "1 class without training boxes (kept, but cannot be learned): star");
        row(
                "an empty class",
                w -> coco(w, "[1, 2, 20, 20]"),
                "train {tiny} --json",
                0,
                "1 class without boxes",
                "cone");
        row(
                "labels with a broken tag",
                w -> w.edit(labels(3), s -> s.replace("</filename>", "")),
                "train {tiny} --json",
                0,
                "1 broken annotation file (its image is left out): Annotations/p3.xml");
        row(
                "labels with a coordinate that is no number",
                w -> w.edit(labels(3), s -> s.replaceFirst("<xmin>\\d+<", "<xmin>left<")),
                "train {tiny} --json",
                0,
                "1 broken annotation file (its image is left out): Annotations/p3.xml");
        row(
                "labels that are cut short",
                w -> {
                    coco(w, "[1, 2, 20, 20]");
                    w.cut("data/train/_annotations.coco.json", 0.5);
                },
                "train {tiny}",
                1,
                "_annotations.coco.json line ");
        row(
                "not one box",
                w -> coco(w, "[1, 2, 0, 0]"),
                "train {tiny}",
                1,
                "no usable box in ",
                "empty or inverted box");
    }

    private static String at(int x1, int y1, int x2, int y2) {
        return "<xmin>%d</xmin><ymin>%d</ymin><xmax>%d</xmax><ymax>%d</ymax>".formatted(x1, y1, x2, y2);
    }

    /** The images again in COCO's form: three of them, each with this box, and a class that no box has. */
    private static void coco(TinyWorld world, String box) throws IOException {
        StringBuilder images = new StringBuilder();
        StringBuilder boxes = new StringBuilder();
        Files.createDirectories(world.path("data/train"));
        for (int i = 0; i < 3; i++) {
            Files.move(world.path(image(i)), world.path("data/train/p" + i + ".jpg"));
            String comma = i == 0 ? "" : ",\n";
            images.append(comma)
                    .append("{\"id\": %d, \"file_name\": \"p%d.jpg\", \"width\": 64, \"height\": 64}".formatted(i, i));
            boxes.append(comma)
                    .append("{\"id\": %d, \"image_id\": %d, \"category_id\": 1, \"bbox\": %s}".formatted(i, i, box));
        }
        for (String voc : List.of("data/Annotations", "data/JPEGImages", "data/ImageSets")) {
            world.delete(voc);
        }
        world.write(
                "data/train/_annotations.coco.json",
                "{\"images\": [%s],\n\"annotations\": [%s],\n\"categories\": [{\"id\": 1, \"name\": \"box\"}, {\"id\": 2, \"name\": \"cone\"}]}"
                        .formatted(images, boxes));
    }
}
