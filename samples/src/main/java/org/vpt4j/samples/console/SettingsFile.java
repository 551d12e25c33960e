package org.vpt4j.samples.console;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.NearestName;
import org.vpt4j.vision.setting.Settings;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Settings in a YAML file: lines {@code key: value}, where keys are option names.
 *
 * <p>YAML is parsed to nodes, not to objects, which keeps values as the user wrote them and their line numbers.
 */
public final class SettingsFile {
    private final Path file;
    private final Collection<String> known;

    private SettingsFile(Path file, Collection<String> known) {
        this.file = file;
        this.known = known;
    }

    /**
     * Reads a file.
     *
     * @param known the keys that may be set
     * @throws FileException if it cannot be read
     * @throws ConfigException if it is not such a YAML file, or has an unknown or duplicate key; names the
     *     line
     */
    public static Settings read(Path file, Collection<String> known) {
        return new SettingsFile(file, known).read();
    }

    private Settings read() {
        if (Files.isDirectory(file)) {
            throw new FileException(file + " is a folder; --config needs a YAML file");
        }
        Node root;
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(reader);
        } catch (NoSuchFileException e) {
            throw new FileException(file + " does not exist; --config needs a YAML file", e);
        } catch (IOException e) {
            throw new FileException(file + " cannot be read: " + e.getMessage(), e);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new ConfigException(at(line) + ": " + e.getProblem() + "; write \"key: value\" lines", e);
        } catch (YAMLException e) {
            throw new ConfigException(file + " is not a YAML file: " + e.getMessage(), e);
        }
        if (root == null) {
            return Settings.NONE;
        }
        if (!(root instanceof MappingNode mapping)) {
            throw new ConfigException(at(line(root)) + ": expected \"key: value\" lines, such as \"epochs: 12\"");
        }
        return values(mapping);
    }

    private Settings values(MappingNode mapping) {
        Settings values = Settings.NONE;
        for (NodeTuple tuple : mapping.getValue()) {
            String where = at(line(tuple.getKeyNode()));
            String key = key(tuple.getKeyNode(), where);
            Optional<Settings.Given> before = values.given(key);
            if (before.isPresent()) {
                throw new ConfigException(where + ": \"" + key + "\" is already set at "
                        + before.get().place() + "; keep one of them");
            }
            values = values.with(key, new Settings.Given(text(tuple.getValueNode(), key, where), where));
        }
        return values;
    }

    private String key(Node node, String where) {
        String key = node instanceof ScalarNode scalar ? scalar.getValue() : "";
        if (!known.contains(key)) {
            throw new ConfigException(where + ": there is no setting \"" + key + "\"" + NearestName.hint(key, known)
                    + "; \"vpt4j help train\" lists them");
        }
        return key;
    }

    private String text(Node node, String key, String where) {
        if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
            return scalar.getValue();
        }
        if (node instanceof SequenceNode sequence
                && sequence.getValue().stream().allMatch(ScalarNode.class::isInstance)) {
            return sequence.getValue().stream()
                    .map(item -> ((ScalarNode) item).getValue())
                    .collect(Collectors.joining(","));
        }
        throw new ConfigException(where + ": \"" + key + "\" needs a value, or a list of values, on its line");
    }

    private String at(int line) {
        return file + " line " + line;
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
