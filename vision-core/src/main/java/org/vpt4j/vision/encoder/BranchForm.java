package org.vpt4j.vision.encoder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/**
 * The branches of an encoder without their values, as needed to compile its script.
 *
 * @param placed in the order in which they are added
 */
record BranchForm(List<Placed> placed) {
    private static final String HEADER =
            """
            def add(place: str, to: Tensor, x: Tensor, w: Dict[str, Tensor], layer: int, height: int, width: int) -> Tensor:
            """;

    /** A branch and the layers that have it; 1 is the first. */
    public record Placed(Branch branch, Set<Integer> layers) {}

    public BranchForm {
        placed = List.copyOf(placed);
    }

    /** The form of a step's branches. */
    public static BranchForm of(List<Branch.Learned<Tensors>> branches) {
        return new BranchForm(branches.stream()
                .map(learned -> new Placed(
                        learned.branch(), Set.copyOf(learned.byLayer().keySet())))
                .toList());
    }

    /** The branches' values under the names that the functions of {@link #modules} expect. */
    public static Tensors values(List<Branch.Learned<Tensors>> branches) {
        Tensors all = Tensors.empty();
        for (int i = 0; i < branches.size(); i++) {
            for (Map.Entry<Integer, Tensors> layer : branches.get(i).byLayer().entrySet()) {
                all = all.with(layer.getValue().prefixed("branch." + i + "." + layer.getKey() + "."));
            }
        }
        return all;
    }

    /**
     * TorchScript by module: {@code branches.add(place, to, x, w, layer, height, width)} adds the results of a place's
     * branches for {@code x} to the tokens {@code to}.
     */
    public Map<String, String> modules() {
        Map<String, Script.Source> sources = new LinkedHashMap<>();
        StringBuilder add = new StringBuilder(HEADER);
        for (int i = 0; i < placed.size(); i++) {
            Branch branch = placed.get(i).branch();
            sources.put("branch" + i, branch.source());
            String layers = placed.get(i).layers().stream().sorted().toList().toString();
            add.append(
                    """
                      if place == "%s" and layer in %s:
                        to = to + __torch__.branch%s.branch(x, w, "branch.%s.{}.".format(layer), height, width) * %s
                    """
                            .formatted(branch.place().word(), layers, i, i, branch.scale()));
        }
        Map<String, String> texts = new TreeMap<>(Script.Source.texts(sources));
        texts.put("branches", add.append("  return to\n").toString());
        return texts;
    }
}
