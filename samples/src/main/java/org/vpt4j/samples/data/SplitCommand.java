package org.vpt4j.samples.data;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.SplitNames;
import org.vpt4j.datasets.StratifiedSplit;
import org.vpt4j.samples.console.Interruption;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.files.AtomicFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vpt4j data split}: lists of images for training, validation and test. */
@Command(
        name = "split",
        description = "Divide the images so that each split has its share of every class. Writes lists, moves nothing.",
        sortOptions = false,
        footer = {
            "",
            "Images that look the same stay in one split, and so do those of a group: with --group-by '(.*)-frame', all",
            "frames of a video. DIR then contains:",
            "  split.json                    for \"train --split-file\" and \"eval --split-file\"",
            "  train.txt, val.txt, test.txt  paths of the images, for other programs",
            "",
            "Examples:",
            "  ./vpt4j data split --data my-images --ratios 80/10/10 --out my-split",
            "  ./vpt4j data split --data my-images --ratios 80/20 --group-by '([^/]+)_[0-9]+' --seed 7 --out my-split"
        })
final class SplitCommand implements Callable<Integer> {
    private static final List<Split> ORDER = List.of(Split.TRAIN, Split.VALIDATION, Split.TEST);
    private static final List<String> FILES = List.of("train", "val", "test");

    private final Interruption interruption;

    @Spec
    private CommandSpec spec;

    @Mixin
    private NamedData data;

    @Option(
            names = "--ratios",
            paramLabel = "A/B[/C]",
            defaultValue = "80/10/10",
            description = "Shares of train, validation and test (default: ${DEFAULT-VALUE}).")
    private String ratios;

    @Option(
            names = "--group-by",
            paramLabel = "REGEX",
            description =
                    "Images in whose names this matches the same text stay together; (…) is the text that counts.")
    private String groupBy;

    @Option(
            names = "--no-decode",
            description = "Do not compare images: only files with equal bytes are known to be the same image.")
    private boolean noDecode;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Fixes the draw (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the lists.")
    private Path out;

    SplitCommand(Interruption interruption) {
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        Map<Split, Double> shares = shares();
        StratifiedSplit.Grouping grouping = new StratifiedSplit.Grouping(pattern(), !noDecode);
        DetectionData opened = data.open(interruption, spec.commandLine().getErr());
        SplitNames drawn;
        try (Progress progress = Progress.untilStopped(interruption.listen())) {
            DetectionData.Progress shown = progress.ofImages("comparing images");
            int images = opened.splitNames().names().values().stream()
                    .mapToInt(List::size)
                    .sum();
            drawn = StratifiedSplit.of(opened, shares, grouping, seed, done -> shown.checked(done, images));
        }
        write(drawn, opened.root());
        print(opened, drawn);
        return 0;
    }

    private Map<Split, Double> shares() {
        String[] parts = ratios.split("[/:,]", -1);
        Map<Split, Double> shares = new EnumMap<>(Split.class);
        for (int i = 0; i < parts.length; i++) {
            double share = number(parts[i]);
            if (i >= ORDER.size() || !(share >= 0 && share < Double.POSITIVE_INFINITY)) {
                throw wrongRatios();
            }
            if (share > 0) {
                shares.put(ORDER.get(i), share);
            }
        }
        if (shares.size() < 2 || !shares.containsKey(Split.TRAIN)) {
            throw wrongRatios();
        }
        return shares;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private ConfigException wrongRatios() {
        return new ConfigException("ratios: \"" + ratios + "\" is not two or three shares such as 80/10/10");
    }

    private Optional<Pattern> pattern() {
        try {
            return Optional.ofNullable(groupBy).map(Pattern::compile);
        } catch (PatternSyntaxException e) {
            throw new ConfigException("group-by: \"" + groupBy + "\" is no regular expression: " + e.getDescription());
        }
    }

    private void write(SplitNames drawn, Path root) {
        AtomicFiles.createFolders(out);
        for (int i = 0; i < ORDER.size(); i++) {
            Split split = ORDER.get(i);
            if (drawn.names().containsKey(split)) {
                String lines = drawn.of(split).stream()
                        .map(name -> root.resolve(name) + "\n")
                        .collect(Collectors.joining());
                AtomicFiles.writeString(out.resolve(FILES.get(i) + ".txt"), lines);
            }
        }
        drawn.write(out.resolve("split.json"));
    }

    /** A row for each class: its boxes in each split. */
    private void print(DetectionData opened, SplitNames drawn) {
        Map<String, LabelledImage> images = ORDER.stream()
                .flatMap(split -> opened.split(split).stream())
                .flatMap(dataset -> dataset.whole().stream())
                .collect(Collectors.toMap(LabelledImage::name, image -> image));
        List<Split> splits = ORDER.stream().filter(drawn.names()::containsKey).toList();
        PrintWriter text = spec.commandLine().getOut();
        int width = Math.max(
                6, opened.classes().stream().mapToInt(String::length).max().orElse(1));
        text.println(String.format(Locale.ROOT, "%-" + width + "s", "")
                + splits.stream()
                        .map(split -> String.format(Locale.ROOT, "  %18s", split.key()))
                        .collect(Collectors.joining()));
        row(text, width, "images", splits, split -> drawn.of(split).size());
        IntStream.range(0, opened.classes().size())
                .forEach(index ->
                        row(text, width, opened.classes().get(index), splits, split -> (int) drawn.of(split).stream()
                                .flatMap(name -> images.get(name).annotations().stream())
                                .filter(annotation -> annotation.classIndex() == index)
                                .count()));
        text.println("written: " + out.resolve("split.json") + " and lists of the images");
    }

    private static void row(PrintWriter text, int width, String name, List<Split> splits, ToIntFunction<Split> count) {
        int all = splits.stream().mapToInt(count).sum();
        text.println(String.format(Locale.ROOT, "%-" + width + "s", name)
                + splits.stream()
                        .map(split -> String.format(
                                Locale.ROOT,
                                "  %9d (%4.1f %%)",
                                count.applyAsInt(split),
                                all == 0 ? 0.0 : 100.0 * count.applyAsInt(split) / all))
                        .collect(Collectors.joining()));
    }
}
