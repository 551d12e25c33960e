package org.vpt4j.datasets.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.ImageFiles;

/**
 * How a folder, or an annotation file, is read where looking at it is not enough.
 *
 * @param format key of the format, if it is not to be recognised
 * @param layout description of plain text labels, as {@code "x1 y1 x2 y2 class"}: {@link TextLayout} has the grammar
 * @param columns names of a table's columns, as {@code "image=path,xmin=left,…"}: {@link CsvColumns} has the grammar
 * @param classes YAML file that renames, merges and drops classes: {@link ClassMap} has the grammar
 * @param allowsOutside whether images outside the dataset's folder are used
 */
public record DatasetReading(
        Optional<String> format,
        Optional<String> layout,
        Optional<String> columns,
        Optional<Classes> classes,
        boolean allowsOutside) {
    /** What {@link #format} is for, in help texts. */
    public static final String FORMAT = "read the data in this format (default: recognised)";

    /** What {@link #layout} is for. */
    public static final String LAYOUT =
            "plain text labels: the words of a line and where the files are, as in \"x1 y1 x2 y2 class; images"
                    + " img/{n}.jpg; labels gt/{n}.txt; lists {split}.txt; names 1=cat 2=dog; unit pixel\"";

    /** What {@link #columns} is for. */
    public static final String COLUMNS = "columns of a CSV table by name or number, as in"
            + " image=path,class=kind,x=left,y=top,w=3,h=4,delimiter=tab";

    /** What {@link #classes} is for. */
    public static final String CLASS_MAP =
            "YAML file with lines \"old name: new name\" that renames and merges classes;"
                    + " one without new name is dropped";

    /** What {@link #allowsOutside} is for. */
    public static final String ALLOW_OUTSIDE = "use images outside the data's folder that annotations name";

    private static final int DEPTH = 3;
    private static final int SEARCHED = 100; // folders
    private static final int SHOWN = 5;

    private static final DatasetReading AUTOMATIC =
            new DatasetReading(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

    /**
     * New names for classes.
     *
     * @param file as {@link ClassMap} reads it
     * @param all whether the data must have each class that it names
     */
    public record Classes(Path file, boolean all) {}

    /** The format is recognised, the classes are those of the files, and images outside are not used. */
    public static DatasetReading automatic() {
        return AUTOMATIC;
    }

    /**
     * The data in what was given: itself, or, as archives are unpacked, the only dataset in a folder below it, if there are
     * neither images nor annotations elsewhere.
     *
     * @throws DatasetException if there are several; the message names them
     */
    public Path find(Path given) {
        if (!Files.isDirectory(given) || recognises(given)) {
            return given;
        }
        List<Path> inner = new ArrayList<>();
        search(given, 1, new AtomicInteger(), inner);
        if (inner.isEmpty()) {
            return given;
        }
        boolean alone = ImageFiles.filesBelow(given).stream()
                .filter(file -> ImageFiles.isImage(file) || TextFile.hasExtension(file, ".json"))
                .allMatch(file -> inner.stream().anyMatch(file::startsWith));
        if (inner.size() == 1 && alone) {
            return inner.get(0);
        }
        throw new DatasetException("found no dataset in " + given + " itself, but in "
                + String.join(
                        ", ",
                        inner.stream()
                                .limit(SHOWN)
                                .map(folder -> ImageFiles.nameBelow(given, folder))
                                .toList())
                + (inner.size() > SHOWN ? ", …" : "") + "; give one of these folders");
    }

    private void search(Path folder, int depth, AtomicInteger seen, List<Path> found) {
        for (Path inner : ImageFiles.foldersIn(folder)) {
            if (seen.incrementAndGet() > SEARCHED) {
                return;
            }
            if (recognises(inner)) {
                found.add(inner);
            } else if (depth < DEPTH) {
                search(inner, depth + 1, seen, found);
            }
        }
    }

    /** A broken dataset is one too: reading it says what is wrong. */
    private boolean recognises(Path folder) {
        if (layout.isPresent()) {
            return true; // its patterns begin here
        }
        List<DatasetFormat> formats = columns.map(CsvColumns::parse)
                .map(names -> List.<DatasetFormat>of(new CsvFormat(names)))
                .orElseGet(
                        () -> format.map(key -> List.of(DatasetFormats.of(key))).orElseGet(DatasetFormats::all));
        try {
            return formats.stream().anyMatch(one -> one.recognises(folder).isPresent());
        } catch (DatasetException e) {
            return true;
        }
    }

    /** The dataset's folder: what was given, or where the images of the annotation file are. */
    public static Path folder(Path given) {
        return DataPath.of(given).folder();
    }

    /**
     * For data that may be others than those this was made for: what the folder does not fit, and classes that it does not
     * have, are no error.
     */
    public DatasetReading whereItFits(Path root) {
        boolean fits = fits(root);
        return new DatasetReading(
                format.filter(key -> fits),
                layout.filter(words -> fits),
                columns.filter(names -> fits),
                classes.map(map -> new Classes(map.file(), false)),
                allowsOutside);
    }

    private boolean fits(Path root) {
        try {
            formatOf(root);
            return true;
        } catch (DatasetException e) {
            return false;
        }
    }

    /**
     * The format of a folder or file.
     *
     * @throws ConfigException if two of format, layout and columns contradict each other, or one is malformed
     * @throws DatasetException if it is not in that format, or in no known one
     */
    public DatasetFormat formatOf(Path root) {
        if (layout.isPresent() && columns.isPresent()) {
            throw new ConfigException("layout: --layout describes text files and --columns a table; give one of them");
        }
        if (layout.isPresent()) {
            requireFormat("layout", "text");
            return required(new TextLayoutFormat(TextLayout.parse(layout.get())), root);
        }
        if (columns.isPresent()) {
            requireFormat("columns", "csv");
            return required(new CsvFormat(CsvColumns.parse(columns.get())), root);
        }
        return format.map(key -> required(DatasetFormats.of(key), root)).orElseGet(() -> DatasetFormats.of(root));
    }

    private void requireFormat(String option, String key) {
        if (format.isPresent() && !format.get().equals(key)) {
            throw new ConfigException(
                    option + ": --" + option + " is for --format " + key + ", not for " + format.get());
        }
    }

    private static DatasetFormat required(DatasetFormat format, Path root) {
        DatasetFormats.requireThere(root);
        if (format.recognises(root).isEmpty()) {
            throw new DatasetException(
                    "found no " + format.name() + " annotations in " + root + "; expected " + format.layout());
        }
        return format;
    }

    /** What the files say, with the classes renamed. */
    public DatasetEntries read(DatasetFormat as, Path root, Findings.Collector findings) {
        DatasetEntries entries = as.read(root, findings);
        return classes.map(map -> ClassMap.read(map.file()).apply(entries, map.all(), findings))
                .orElse(entries);
    }
}
