package org.vpt4j.vision.text;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * The text side of a backbone that was trained on images with texts, such as CLIP (Radford et al. 2021) or SigLIP (Zhai et
 * al. 2023): texts and patches as vectors of one space, in which what belongs together has a large cosine.
 *
 * <pre>{@code
 * VisionLanguage clip = VisionLanguage.of(backbone);
 * FloatTensor classes = clip.classes(List.of("cat", "dog"), VisionLanguage.TEMPLATES); // [2, E]
 * }</pre>
 *
 * <p>Holds nothing native; immutable.
 */
public final class VisionLanguage {
    /** What is said around a class name by default; {@code {}} is the name. Their embeddings are averaged. */
    public static final List<String> TEMPLATES =
            List.of("a photo of a {}", "a {}", "an image of a {}", "there is a {} in the scene", "a photo of the {}");

    /** Texts for patches that belong to no object. */
    public static final List<String> BACKGROUND =
            List.of("background", "a photo of the background", "nothing", "an empty background");

    private static final String NAME = "{}";

    private final Backbone backbone;
    private final TextFolder text;
    private final PatchWords patches;

    /**
     * What takes patches into the space of the texts.
     *
     * @param layer whose output, after the final norm, it reads; 1 is the first
     * @param joint size E of the space
     * @param hidden width of its MLP (SigLIP), or 0 without one (CLIP)
     * @param epsilon of its layer norm
     */
    public record Patches(int layer, int joint, int hidden, double epsilon) {

        /** Names and shapes of its weights, for an encoder of this width. */
        public Map<String, Shape> shapes(int width) {
            Map<String, Shape> shapes = new LinkedHashMap<>();
            add(shapes, "value", width, width);
            if (hidden == 0) {
                add(shapes, "out", joint, width);
            } else {
                add(shapes, "fc1", hidden, width);
                add(shapes, "fc2", width, hidden);
            }
            return shapes;
        }

        private static void add(Map<String, Shape> shapes, String name, int out, int in) {
            shapes.put(name + ".weight", new Shape(out, in));
            shapes.put(name + ".bias", new Shape(out));
        }
    }

    private VisionLanguage(Backbone backbone, TextFolder text) {
        this.backbone = backbone;
        this.text = text;
        this.patches = new PatchWords(backbone, text.tensors(), text.config());
    }

    /**
     * The text side of a backbone.
     *
     * @throws ConfigException if it has none
     * @throws org.vpt4j.vision.error.WeightsException if it is damaged, or of a kind that cannot be run
     */
    public static VisionLanguage of(Backbone backbone) {
        return in(backbone)
                .orElseThrow(() -> new ConfigException(
                        "backbone",
                        "\"" + backbone.name() + "\" knows no words: it has no text encoder; use a CLIP or SigLIP model"
                                + " with both sides, such as tiny-clip (a toy that comes with vpt4j)"));
    }

    /** The text side of a backbone; empty if it has none. */
    public static Optional<VisionLanguage> in(Backbone backbone) {
        return TextFolder.in(backbone.folder()).map(text -> new VisionLanguage(backbone, text));
    }

    /** Size E of the space. */
    public int joint() {
        return text.config().joint();
    }

    /** Size of a token of the text encoder. */
    public int tokenWidth() {
        return text.config().width();
    }

    /** Most tokens of a text, with those that begin and end it. */
    public int context() {
        return text.config().context();
    }

    /** What cosines are multiplied by to be logits; positive. */
    public double scale() {
        return text.tensors()
                .find("logit_scale")
                .map(name -> Math.exp(text.tensors().named("logit_scale").values()[0]))
                .orElse(100.0);
    }

    /** The shape of what takes patches into the space of the texts. */
    public Patches patches() {
        return patches.shape();
    }

    /** Its weights, shaped as {@link Patches#shapes} says. */
    public Map<String, FloatTensor> patchWeights() {
        return patches.values();
    }

    /** Embeddings {@code [n, E]} of texts, of unit length. Loads the text encoder for this call. */
    public FloatTensor embed(List<String> texts) {
        try (TextTokenizer tokenizer = tokenizer();
                OnnxTextEncoder encoder = new OnnxTextEncoder(text)) {
            return encoder.embed(tokenizer.encode(texts));
        }
    }

    /**
     * Embeddings {@code [C, E]} of class names, of unit length: each the mean of its embeddings in all templates.
     *
     * @param templates with {@code {}} for the name
     * @throws ConfigException if a template has no place for the name
     */
    public FloatTensor classes(List<String> names, List<String> templates) {
        List<String> texts = new ArrayList<>();
        for (String name : names) {
            templates.forEach(template -> texts.add(filled(template, name)));
        }
        return means(embed(texts), names.size());
    }

    private static String filled(String template, String name) {
        if (!template.contains(NAME)) {
            throw new ConfigException(
                    "template", "\"" + template + "\" has no place for the class name; write {} where it belongs");
        }
        return template.replace(NAME, name);
    }

    private static FloatTensor means(FloatTensor all, int groups) {
        int width = Math.toIntExact(all.shape()[1]);
        int members = all.size() / width / groups;
        FloatTensor means = FloatTensor.zeros(groups, width);
        for (int group = 0; group < groups; group++) {
            double square = 0;
            double[] sum = new double[width];
            for (int i = 0; i < width; i++) {
                for (int member = 0; member < members; member++) {
                    sum[i] += all.values()[(group * members + member) * width + i];
                }
                square += sum[i] * sum[i];
            }
            for (int i = 0; i < width; i++) {
                means.values()[group * width + i] = (float) (sum[i] / Math.max(1e-12, Math.sqrt(square)));
            }
        }
        return means;
    }

    /**
     * The text encoder for training, with class names in which learned vectors take the place of words. The caller closes it.
     *
     * @param names of the classes
     * @param learned where the vectors go
     * @throws ConfigException if a class name has no room next to them
     */
    public ClassTexts classTexts(List<String> names, ClassTexts.Place learned, Device device) {
        try (TextTokenizer tokenizer = tokenizer()) {
            return ClassTexts.of(text, tokenizer, names, learned, device);
        }
    }

    /**
     * Embeddings {@code [C, E]} of class names with learned vectors, of unit length.
     *
     * @param vectors {@code [n, W]}
     * @param place where they go
     * @throws ConfigException if a class name has no room next to them
     */
    public FloatTensor classes(List<String> names, FloatTensor vectors, ClassTexts.Place place) {
        OnnxGraph graph = new OnnxGraph("class names", WeightFormat.FP32);
        FloatTensor one = new FloatTensor(new long[] {1, vectors.shape()[0], vectors.shape()[1]}, vectors.values());
        OnnxGraph.Value all = write(graph, graph.constant("vectors", one), names, place);
        graph.output(all, "embeddings", OnnxGraph.ElementType.FLOAT, 1, names.size(), joint());
        return OnnxTextEncoder.constant(graph, names.size(), joint());
    }

    /**
     * The text encoder in an ONNX graph, on class names with learned vectors of each image.
     *
     * @param vectors {@code [B, n, W]}
     * @param place where they go
     * @return {@code [B, C, E]}, of unit length
     * @throws ConfigException if a class name has no room next to them
     */
    public OnnxGraph.Value write(OnnxGraph graph, OnnxGraph.Value vectors, List<String> names, ClassTexts.Place place) {
        try (TextTokenizer tokenizer = tokenizer()) {
            ContextTokens tokens = ContextTokens.of(text, tokenizer, names, place);
            return new ContextGraph(graph, text, tokens).embeddings(vectors);
        }
    }

    /** Token vectors {@code [n, W]} of a text, without those that begin and end it. */
    public FloatTensor tokens(String words) {
        try (TextTokenizer tokenizer = tokenizer()) {
            long[] ids = ContextTokens.inner(tokenizer, words);
            FloatTensor table =
                    text.tensors().weight("token", text.config().shapes().get("token"));
            FloatTensor rows = FloatTensor.zeros(ids.length, tokenWidth());
            for (int i = 0; i < ids.length; i++) {
                System.arraycopy(
                        table.values(), (int) ids[i] * tokenWidth(), rows.values(), i * tokenWidth(), tokenWidth());
            }
            return rows;
        }
    }

    private TextTokenizer tokenizer() {
        return TextTokenizer.open(backbone.folder(), text.config(), text.rules());
    }
}
