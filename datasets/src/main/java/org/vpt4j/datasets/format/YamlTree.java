package org.vpt4j.datasets.format;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML file as maps, lists and texts. All values are texts, as they are written: a class {@code no} or {@code 010} is
 * neither false nor 8. Tags, which ask for objects of a program, are refused, and so are structures that contain themselves.
 */
final class YamlTree {
    private static final Set<Tag> PLAIN = Set.of(
            Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.MAP, Tag.SEQ, Tag.MERGE, Tag.BINARY);

    private final IdentityHashMap<Node, Object> done = new IdentityHashMap<>();
    private final IdentityHashMap<Node, Boolean> begun = new IdentityHashMap<>();

    private YamlTree() {}

    /**
     * Reads a file.
     *
     * @return a {@code Map<String, Object>}, a {@code List<Object>} or a {@code String}; empty text for an empty file
     * @throws YAMLException if it is not YAML, or is refused
     * @throws DatasetException if it is not text
     */
    static Object read(Path file) {
        LoaderOptions options = new LoaderOptions();
        Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(TextFile.read(file)));
        return root == null ? "" : new YamlTree().value(root);
    }

    private Object value(Node node) {
        if (!PLAIN.contains(node.getTag())) {
            throw refused(node, "the tag " + node.getTag() + " is refused; leave it out");
        }
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        Object known = done.get(node);
        if (known != null) {
            return known; // an alias
        }
        if (begun.put(node, true) != null) {
            throw refused(node, "it contains itself");
        }
        Object value = node instanceof SequenceNode sequence ? list(sequence) : map((MappingNode) node);
        done.put(node, value);
        return value;
    }

    private List<Object> list(SequenceNode sequence) {
        List<Object> list = new ArrayList<>();
        sequence.getValue().forEach(node -> list.add(value(node)));
        return list;
    }

    private Map<String, Object> map(MappingNode mapping) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                throw refused(entry.getKeyNode(), "a key must be a text");
            }
            map.put(key.getValue(), value(entry.getValueNode()));
        }
        return map;
    }

    private static YAMLException refused(Node node, String why) {
        return new YAMLException("line " + (node.getStartMark().getLine() + 1) + ": " + why);
    }
}
