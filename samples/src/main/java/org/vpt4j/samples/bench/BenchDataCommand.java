package org.vpt4j.samples.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.format.DatasetEntries;
import org.vpt4j.datasets.format.DatasetFormats;
import org.vpt4j.datasets.format.DatasetReading;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.datasets.loader.Augmentations;
import org.vpt4j.datasets.loader.Batch;
import org.vpt4j.datasets.loader.DetectionLoader;
import org.vpt4j.datasets.loader.LoaderConfig;
import org.vpt4j.samples.console.DataOptions;
import org.vpt4j.samples.console.Json;
import org.vpt4j.samples.console.SampleData;
import org.vpt4j.samples.report.Machine;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.files.FileTree;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Normalization;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vpt4j bench data}: how fast a dataset is opened, loaded, and read if it is large. */
@Command(
        name = "data",
        description = {
            "Time what happens to data before a training step: opening a dataset with the check of all images, loading",
            "augmented images, and reading a large COCO file that is made up for it."
        },
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  ./vpt4j bench data",
            "  ./vpt4j bench data --data DIR --size 448 --loader-threads 2",
            "  VPT4J_OPTS=-Xmx2g ./vpt4j bench data --coco-images 100000 --json"
        })
final class BenchDataCommand implements Callable<Integer> {
    private static final int BOXES = 10; // of each image in the made-up file
    private static final double NANO = 1e9;

    @Spec
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "DIR|FILE", description = "Dataset; default: the embedded blood cells.")
    private Optional<Path> data = Optional.empty();

    @Mixin
    private DataOptions reading;

    @Option(
            names = "--size",
            paramLabel = "PX",
            defaultValue = "448",
            description = "Width and height of the input (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Images to load, from as many epochs as that takes (default: ${DEFAULT-VALUE}).")
    private int images;

    @Option(
            names = "--loader-threads",
            paramLabel = "N",
            description = "Threads; default: one for each processor, up to 4.")
    private Optional<Integer> threads = Optional.empty();

    @Option(
            names = "--coco-images",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Images in the made-up COCO file, each with 10 boxes and outlines: 100000 make 500 MB"
                    + " (default: ${DEFAULT-VALUE}).")
    private int cocoImages;

    @Option(names = "--json", description = "Print the result as one JSON object on standard output.")
    private boolean json;

    @Override
    public Integer call() {
        requirePositive("size", size);
        requirePositive("images", images);
        requirePositive("coco-images", cocoImages);
        threads.ifPresent(count -> requirePositive("loader-threads", count));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("machine", Machine.describe());
        Path folder = data.orElseGet(SampleData::bloodCells);
        DetectionData opened = open(folder, result);
        load(opened.require(Split.TRAIN), true, "loaded", result);
        load(opened.require(Split.TRAIN), false, "from memory", result);
        readCoco(result);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.of(result));
        } else {
            result.forEach((what, value) -> out.println(what + ": " + value));
        }
        return 0;
    }

    private static void requirePositive(String option, int value) {
        if (value < 1) {
            throw new ConfigException(option + ": " + value + " is less than 1");
        }
    }

    private DetectionData open(Path folder, Map<String, Object> result) {
        long before = System.nanoTime();
        DetectionData opened = DetectionData.open(
                folder,
                data.isPresent() ? reading.reading() : DatasetReading.automatic(),
                1,
                DetectionData.Progress.NONE);
        double seconds = seconds(before);
        int count = opened.splitNames().names().values().stream()
                .mapToInt(names -> names.size())
                .sum();
        result.put("opened images", count);
        result.put("opening seconds", rounded(seconds));
        return opened;
    }

    /** Loads training images, each of which is decoded again or kept in memory. */
    private void load(DetectionDataset dataset, boolean decoding, String label, Map<String, Object> result) {
        LoaderConfig.Loading usual = LoaderConfig.Loading.usual();
        LoaderConfig.Loading loading =
                new LoaderConfig.Loading(threads.orElse(usual.threads()), decoding ? 0 : usual.cacheBytes());
        LoaderConfig config = LoaderConfig.training(
                        new ImageSize(size, size),
                        Normalization.IMAGENET,
                        8,
                        Augmentations.of(Augmentations.Kind.UPRIGHT),
                        1)
                .with(loading);
        try (DetectionLoader loader = new DetectionLoader(dataset, config)) {
            count(loader, Math.min(images, dataset.images().size()), 0); // warm-up, and fills the memory
            long before = System.nanoTime();
            int loaded = count(loader, images, 1);
            result.put(label + " images per second", rounded(loaded / seconds(before)));
        }
        result.put("threads", loading.threads());
    }

    private static int count(DetectionLoader loader, int most, int firstEpoch) {
        int loaded = 0;
        for (int epoch = firstEpoch; loaded < most; epoch++) {
            for (Iterator<Batch> batches = loader.epoch(epoch); batches.hasNext() && loaded < most; ) {
                try (Batch batch = batches.next()) {
                    loaded += batch.size();
                }
            }
        }
        return loaded;
    }

    private void readCoco(Map<String, Object> result) {
        try {
            Path folder = Files.createTempDirectory("vpt4j-bench");
            try {
                readCoco(folder, result);
            } finally {
                FileTree.delete(folder);
            }
        } catch (IOException e) {
            throw new FileException("cannot write the COCO file: " + e.getMessage(), e);
        }
    }

    private void readCoco(Path folder, Map<String, Object> result) throws IOException {
        Path file = folder.resolve("made-up.json");
        write(folder, file);
        long before = System.nanoTime();
        DatasetEntries entries = DatasetFormats.of(folder).read(folder, new Findings.Collector());
        double seconds = seconds(before);
        long boxes = entries.parts().stream()
                .flatMap(part -> part.images().stream())
                .mapToLong(image -> image.boxes().size())
                .sum();
        result.put("COCO megabytes", Files.size(file) >> 20);
        result.put("COCO boxes", boxes);
        result.put("COCO seconds", rounded(seconds));
        result.put("heap megabytes", Runtime.getRuntime().maxMemory() >> 20);
    }

    /** Image files that the file lists are empty: reading does not open them. */
    private void write(Path folder, Path file) throws IOException {
        RandomGenerator random = new SplittableRandom(7);
        Files.createDirectory(folder.resolve("images"));
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("{\"images\": [");
            for (int i = 0; i < cocoImages; i++) {
                String name = "image-" + i + ".jpg";
                Files.createFile(folder.resolve("images").resolve(name));
                out.write((i == 0 ? "" : ",") + "\n{\"id\": " + i + ", \"file_name\": \"" + name
                        + "\", \"width\": 640, \"height\": 480}");
            }
            out.write("],\n\"categories\": [{\"id\": 1, \"name\": \"thing\"}],\n\"annotations\": [");
            for (int i = 0; i < cocoImages * BOXES; i++) {
                out.write(i == 0 ? "\n" : ",\n");
                out.write(annotation(i, random));
            }
            out.write("]}\n");
        }
    }

    private static String annotation(int id, RandomGenerator random) {
        double x = rounded(500 * random.nextDouble());
        double y = rounded(400 * random.nextDouble());
        StringBuilder outline = new StringBuilder();
        for (int k = 0; k < 26; k++) {
            outline.append(k == 0 ? "" : ", ").append(rounded(x + 60 * random.nextDouble()));
            outline.append(", ").append(rounded(y + 60 * random.nextDouble()));
        }
        return "{\"id\": " + id + ", \"image_id\": " + id / BOXES
                + ", \"category_id\": 1, \"iscrowd\": 0, \"area\": 1800.5," + " \"bbox\": [" + x + ", " + y
                + ", 60.0, 60.0], \"segmentation\": [[" + outline + "]]}";
    }

    private static double seconds(long before) {
        return (System.nanoTime() - before) / NANO;
    }

    private static double rounded(double value) {
        return Math.round(100 * value) / 100.0;
    }
}
