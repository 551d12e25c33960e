package org.vpt4j.datasets.format;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vpt4j.vision.error.NearestName;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * New names for classes, from a YAML file with a line for each class that changes:
 *
 * <pre>
 * with_mask: mask      # renamed
 * with mask: mask      # merged with the other
 * background:          # dropped with its boxes
 * "*":                 # all that no line names are dropped too; without this line they stay
 * </pre>
 *
 * <p>Names are taken as they are written: {@code yes} and {@code 1} are names too.
 *
 * @param file for messages
 * @param names the new name of each old one; empty for a class that is dropped
 */
record ClassMap(String file, Map<String, String> names) {
    private static final String OTHERS = "*";

    ClassMap {
        names = new LinkedHashMap<>(names);
    }

    /** @throws DatasetException if it cannot be read or is not such a file */
    static ClassMap read(Path file) {
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            LoaderOptions options = new LoaderOptions();
            options.setMaxAliasesForCollections(0);
            Node root = new Yaml(new SafeConstructor(options)).compose(reader);
            if (!(root instanceof MappingNode mapping)) {
                throw new DatasetException(file + ": expected lines \"old name: new name\"");
            }
            Map<String, String> names = new LinkedHashMap<>();
            for (NodeTuple entry : mapping.getValue()) {
                String old = scalar(entry.getKeyNode(), file);
                if (names.put(old, scalar(entry.getValueNode(), file)) != null) {
                    throw new DatasetException(at(file, entry.getKeyNode()) + ": \"" + old + "\" is named twice");
                }
            }
            return new ClassMap(file.toString(), names);
        } catch (YAMLException e) {
            throw new DatasetException(file + " is broken: " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new DatasetException("there is no file " + file + " with new names for classes", e);
        } catch (IOException e) {
            throw new DatasetException("cannot read the class names " + file + ": " + e.getMessage(), e);
        }
    }

    /** The text as it is written; empty for {@code ~} and {@code null}. */
    private static String scalar(Node node, Path file) {
        if (!(node instanceof ScalarNode scalar)) {
            throw new DatasetException(at(file, node) + ": expected a line \"old name: new name\"");
        }
        boolean plain = scalar.isPlain();
        String text = scalar.getValue().strip();
        return plain && (text.equals("~") || text.equals("null")) ? "" : text;
    }

    private static FilePosition at(Path file, Node node) {
        return new FilePosition(file.toString(), node.getStartMark().getLine() + 1);
    }

    /**
     * The entries with the new names; dropped boxes are findings.
     *
     * @param all whether the data must have each class that a line names
     * @throws DatasetException if one is missing that must be there, or all classes are dropped
     */
    DatasetEntries apply(DatasetEntries entries, boolean all, Findings.Collector findings) {
        Set<String> known = new LinkedHashSet<>(entries.classes());
        entries.allImages().forEach(image -> image.boxes().forEach(box -> known.add(box.className())));
        for (String old : names.keySet()) {
            if (all && !old.equals(OTHERS) && !known.contains(old)) {
                throw new DatasetException(file + ": the data has no class \"" + old + "\", but "
                        + String.join(", ", known) + NearestName.hint(old, known));
            }
        }
        Set<String> classes = new LinkedHashSet<>();
        entries.classes().forEach(name -> of(name).ifPresent(classes::add));
        if (known.stream().allMatch(name -> of(name).isEmpty())) {
            throw new DatasetException(file + ": all classes are dropped; keep at least one");
        }
        List<DatasetEntries.Part> parts = new ArrayList<>();
        for (DatasetEntries.Part part : entries.parts()) {
            parts.add(new DatasetEntries.Part(
                    part.name(),
                    part.images().stream().map(image -> apply(image, findings)).toList()));
        }
        return new DatasetEntries(List.copyOf(classes), parts);
    }

    private DatasetEntries.ImageEntry apply(DatasetEntries.ImageEntry image, Findings.Collector findings) {
        List<DatasetEntries.BoxEntry> boxes = new ArrayList<>();
        for (DatasetEntries.BoxEntry box : image.boxes()) {
            Optional<String> name = of(box.className());
            if (name.isPresent()) {
                boxes.add(box.ofClass(name.get()));
            } else {
                findings.add(
                        Findings.Finding.Kind.CLASS_DROPPED,
                        box.className(),
                        box.position(),
                        "box " + box.coordinates() + " of " + image.name(),
                        "dropped as the class map says");
            }
        }
        return image.with(boxes);
    }

    private Optional<String> of(String old) {
        String name = names.containsKey(old) ? names.get(old) : names.getOrDefault(OTHERS, old);
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }
}
