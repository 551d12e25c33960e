package org.vpt4j.datasets;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.vpt4j.datasets.format.DatasetEntries;
import org.vpt4j.datasets.format.FilePosition;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.vision.image.ImageFiles;

/**
 * The rule that nothing vanishes: each image, annotation file and part folder below a dataset's folder is used, or a finding
 * names it.
 *
 * <p>An annotation file is one with an extension in which annotations are written; texts that a project usually has, such
 * as a readme, are left out.
 */
final class UnusedFiles {
    private static final Set<String> ANNOTATIONS = Set.of(
            "json",
            "jsonl",
            "ndjson",
            "xml",
            "txt",
            "csv",
            "tsv",
            "yaml",
            "yml",
            "names",
            "labels",
            "record",
            "tfrecord");
    private static final Pattern PROJECT_TEXT =
            Pattern.compile("(?i)(readme|licen[cs]e|notice|copying|change(s|log)|requirements|citation|authors)\\b.*");
    private static final String NOT_USED = "not used";

    private final Path root;
    private final Findings.Collector findings;
    private final Set<Path> known = new HashSet<>();

    /**
     * Collects what is known.
     *
     * @param root absolute and normalised
     * @param raw what was read
     * @param findings that there are already; receives the new ones
     */
    UnusedFiles(Path root, DatasetEntries raw, Findings.Collector findings) {
        this.root = root;
        this.findings = findings;
        known.addAll(findings.files());
        for (DatasetEntries.Part part : raw.parts()) {
            for (DatasetEntries.ImageEntry image : part.images()) {
                known.add(image.file().toAbsolutePath().normalize());
                add(image.position().file());
            }
        }
        for (Findings.Finding finding : findings.collected().all()) {
            add(finding.subject());
            add(finding.position().file());
        }
    }

    private void add(String name) {
        try {
            known.add(root.resolve(name).normalize());
        } catch (InvalidPathException e) {
            // No file has this name.
        }
    }

    /** Adds a finding for each file that is not known. */
    void note() {
        List<Path> files = ImageFiles.filesBelow(root);
        for (Path file : files) {
            if (!known.contains(file)) {
                note(file);
            }
        }
        Set<Path> filled = new HashSet<>();
        for (Path file : files) {
            for (Path folder = file.getParent(); folder != null && filled.add(folder); folder = folder.getParent()) {
                // Adding them is all there is to do.
            }
        }
        List<Path> folders = new ArrayList<>(ImageFiles.foldersIn(root));
        folders.addAll(ImageFiles.foldersIn(root.resolve("images")));
        for (Path folder : folders) {
            if (!filled.contains(folder)
                    && Split.named(folder.getFileName().toString()).isPresent()) {
                add(Findings.Finding.Kind.EMPTY_SPLIT, folder, "the folder has no files", "ignored");
            }
        }
    }

    private void note(Path file) {
        boolean image = ImageFiles.isImage(file) || ImageFiles.isUndecodable(file);
        if (image && !Files.exists(file)) {
            add(Findings.Finding.Kind.IMAGE_UNREADABLE, file, "a link to a file that does not exist", NOT_USED);
        } else if (ImageFiles.isUndecodable(file)) {
            String detail = "its format cannot be decoded; convert it to JPEG or PNG";
            add(Findings.Finding.Kind.IMAGE_UNREADABLE, file, detail, NOT_USED);
        } else if (image) {
            String detail = "no annotation that is read names it";
            add(Findings.Finding.Kind.IMAGE_WITHOUT_ANNOTATION, file, detail, NOT_USED);
        } else if (isAnnotation(file)) {
            add(
                    Findings.Finding.Kind.FILE_NOT_USED,
                    file,
                    "it is no part of the dataset that was recognised",
                    "ignored");
        }
    }

    private static boolean isAnnotation(Path file) {
        String name = file.getFileName().toString();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return ANNOTATIONS.contains(extension) && !PROJECT_TEXT.matcher(name).matches() && !isExportersNote(file);
    }

    /** Label Studio puts the list of categories and the date of an export next to its result. */
    private static boolean isExportersNote(Path file) {
        return file.getFileName().toString().equals("notes.json")
                && (Files.exists(file.resolveSibling("result.json"))
                        || Files.exists(file.resolveSibling("classes.txt")));
    }

    private void add(Findings.Finding.Kind kind, Path file, String detail, String done) {
        String name = ImageFiles.nameBelow(root, file);
        findings.add(kind, name, FilePosition.of(name), detail, done);
    }
}
