package org.vpt4j.datasets.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.error.NearestName;
import org.vpt4j.vision.error.Registered;
import org.vpt4j.vision.image.ImageFiles;

/** All known dataset formats, built-in and registered by archives on the class path, and auto-detection. */
public final class DatasetFormats {
    /** Add a built-in format here. */
    private static final List<DatasetFormat> BUILT_IN = List.of(
            new CocoFormat(),
            new VocFormat(),
            new YoloFormat(),
            new CsvFormat(),
            new LabelMeFormat(),
            new CvatFormat(),
            new ViaFormat(),
            new ViaCsvFormat(),
            new LabelStudioFormat(),
            new OpenImagesFormat(),
            new FiftyOneFormat(),
            new CreateMlFormat());

    private static final String TEXT = "text";
    private static final long COUNTED = 10_000;
    private static final int LISTED = 3;
    private static final Set<String> TEXTS =
            Set.of("json", "jsonl", "ndjson", "xml", "txt", "csv", "tsv", "yaml", "yml", "manifest", "mat", "pkl");

    private DatasetFormats() {}

    /** All formats, built-in ones first. */
    public static List<DatasetFormat> all() {
        return Registered.of(DatasetFormat.class, BUILT_IN, DatasetFormat::name);
    }

    /** The names of {@link #all} formats. */
    public static List<String> names() {
        return all().stream().map(DatasetFormat::name).toList();
    }

    /** The {@link DatasetFormat#key}s of {@link #all} formats. */
    public static List<String> keys() {
        return all().stream().map(DatasetFormat::key).toList();
    }

    /**
     * The format with a key, in upper or lower case; also {@code text:LAYOUT}, as in {@code text:class x1 y1 x2 y2}.
     *
     * @throws ConfigException if there is none; the message lists the known ones
     */
    public static DatasetFormat of(String key) {
        if (key.equals(TEXT) || key.startsWith(TEXT + ":")) {
            return new TextLayoutFormat(TextLayout.parse(
                    key.length() > TEXT.length() + 1 ? key.substring(TEXT.length() + 1) : "class x1 y1 x2 y2"));
        }
        return all().stream()
                .filter(format -> format.key().equalsIgnoreCase(key.strip()))
                .findFirst()
                .orElseThrow(() -> new ConfigException("format: \"" + key + "\" is none of " + String.join(", ", keys())
                        + NearestName.hint(key, keys())));
    }

    /**
     * Detects the format of a folder, or of an annotation file.
     *
     * @throws DatasetException if it does not exist, or is recognised by no format or by more than one
     */
    public static DatasetFormat of(Path root) {
        requireThere(root);
        List<DatasetFormat> candidates = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (DatasetFormat format : all()) {
            format.recognises(root).ifPresent(reason -> {
                candidates.add(format);
                reasons.add(format.name() + " because of " + reason);
            });
        }
        if (candidates.size() > 1) {
            String keys = candidates.stream().map(DatasetFormat::key).collect(Collectors.joining(" or "));
            throw new DatasetException("found annotations in more than one format in " + root + " ("
                    + String.join("; ", reasons) + "); say with --format which to read, " + keys
                    + ", or keep only one of them in this folder");
        }
        if (candidates.isEmpty()) {
            throw new DatasetException(nothingFound(root));
        }
        return candidates.get(0);
    }

    static void requireThere(Path root) {
        if (!Files.exists(root)) {
            throw new DatasetException("the data folder " + root + " does not exist");
        }
    }

    /** The files that could be annotations in another format. */
    private static String others(Path root) {
        List<String> files = ImageFiles.filesBelow(root).stream()
                .filter(file -> TEXTS.contains(
                        file.getFileName().toString().replaceFirst("^.*\\.", "").toLowerCase(Locale.ROOT)))
                .map(file -> ImageFiles.nameBelow(root, file))
                .toList();
        return files.isEmpty()
                ? ""
                : " (" + Counted.of(files.size(), "file", "files") + " could be annotations: "
                        + String.join(", ", files.subList(0, Math.min(LISTED, files.size())))
                        + (files.size() > LISTED ? ", …" : "")
                        + "; plain text is described with --layout, the columns of a table with --columns)";
    }

    private static String nothingFound(Path root) {
        if (!Files.isDirectory(root)) {
            boolean packed = root.getFileName().toString().matches("(?i).*\\.(zip|tar|t?gz|tgz|bz2|7z|rar)");
            return packed
                    ? root + " is an archive; unpack it, and give the folder"
                    : root
                            + " is a file, but not one with the annotations of several images in a known format; give the"
                            + " folder that contains images and annotations";
        }
        long images = ImageFiles.countBelow(root, COUNTED);
        String found = images == 0
                ? "neither images nor annotations"
                : (images < COUNTED ? Counted.of(images, "image", "images") : "over " + images + " images")
                        + " but no annotations in a known format";
        return "found " + found + " in " + root + others(root) + "; known formats are "
                + all().stream()
                        .map(format -> format.name() + ": " + format.layout())
                        .collect(Collectors.joining("; "));
    }
}
