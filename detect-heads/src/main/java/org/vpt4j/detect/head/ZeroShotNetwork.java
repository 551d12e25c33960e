package org.vpt4j.detect.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/**
 * A {@link ZeroShotHead} on the PyTorch engine: outputs are the patches' logits, and scores and boxes of the components. The
 * loss, for methods that learn words, is that of the patches: those whose centre is well inside one box are of its class,
 * those outside of all boxes of none. Owns native memory: close it.
 */
final class ZeroShotNetwork implements HeadNetwork {
    private static final long UNCLEAR = -1;
    private static final double WELL_INSIDE = 0.7; // of a box's sides: its corners often show what is behind the object

    private final Script script;
    private final Script loss;
    private final int patch;
    private final int classes;

    ZeroShotNetwork(WordSettings words, int patch, int finer, int classes) {
        this.patch = patch;
        this.classes = classes;
        script = Script.load(
                new Script.Source(
                        ZeroShotHead.class,
                        "zero_shot.py",
                        Map.of("patch", patch, "finer", finer, "hidden", words.hidden(), "eps", words.epsilon())),
                words());
        loss = Script.load(ZeroShotHead.class, "word_loss.py", Map.of("classes", classes));
    }

    /** The functions that take patches to texts. */
    static Map<String, String> words() {
        return Script.Source.texts(Map.of("patch_words", new Script.Source(ZeroShotHead.class, "patch_words.py")));
    }

    @Override
    public NDList forward(NDManager scope, NDList maps, Tensors parameters, boolean gradients) {
        NDList inputs = Tensors.asList("maps", maps);
        inputs.addAll(parameters.asDictionary("w"));
        return script.call(scope, inputs, gradients);
    }

    @Override
    public Loss loss(NDManager scope, NDList outputs, ImageSize input, List<List<Annotation>> truth) {
        int rows = input.height() / patch;
        int columns = input.width() / patch;
        long[] labels = new long[truth.size() * rows * columns];
        for (int image = 0; image < truth.size(); image++) {
            for (int i = 0; i < rows * columns; i++) {
                int row = i / columns;
                double x = (i % columns + 0.5) * patch;
                double y = (row + 0.5) * patch;
                labels[image * rows * columns + i] = label(x, y, truth.get(image));
            }
        }
        NDArray label = scope.create(labels, new Shape(truth.size(), rows, columns));
        NDArray parts = loss.call(scope, new NDList(Tensors.asTensor(outputs.get(0)), label), true)
                .singletonOrThrow();
        float[] values = parts.toFloatArray();
        Map<String, Float> named = new LinkedHashMap<>();
        named.put("objects", values[1]);
        named.put("background", values[2]);
        NDArray total = parts.get(0);
        total.attach(scope);
        return new Loss(total, named);
    }

    /** The class of a patch; the smallest box counts where several are around it. */
    private long label(double x, double y, List<Annotation> truth) {
        long label = classes;
        double smallest = Double.MAX_VALUE;
        for (Annotation object : truth) {
            Box box = object.box();
            double dx = Math.abs(x - (box.x1() + box.x2()) / 2) / Math.max(1e-9, box.width() / 2);
            double dy = Math.abs(y - (box.y1() + box.y2()) / 2) / Math.max(1e-9, box.height() / 2);
            double margin = 1 + patch / Math.max(1e-9, Math.min(box.width(), box.height()));
            if (dx <= WELL_INSIDE && dy <= WELL_INSIDE && !object.crowd()) {
                if (box.area() < smallest) {
                    smallest = box.area();
                    label = object.classIndex();
                }
            } else if (dx <= margin && dy <= margin && label == classes) {
                label = UNCLEAR;
            }
        }
        return label;
    }

    @Override
    public Proposals proposals(NDList outputs) {
        int images = Math.toIntExact(outputs.get(0).getShape().get(0));
        float[] scores = outputs.get(1).toFloatArray();
        float[] boxes = outputs.get(2).toFloatArray();
        return new Proposals(images, classes, FloatBuffer.wrap(scores), FloatBuffer.wrap(boxes));
    }

    @Override
    public void close() {
        loss.close();
        script.close();
    }
}
