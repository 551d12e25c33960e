package org.vpt4j.vision.script;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * A network compiled from a resource file, run by the PyTorch engine. Owns native memory: close it.
 *
 * <p>The source is TorchScript as libtorch stores it in archives, which differs from the input of
 * {@code torch.jit.script}:
 *
 * <pre>{@code
 * class Network(Module):
 *   __parameters__ = []
 *   __buffers__ = []
 *   training : bool
 *   groups : int
 *   eps : float
 *   layers : List[int]
 *
 *   # maps: [B, D, h, w] each -> [B, C, h, w] each
 *   def forward(self, maps: List[Tensor], w: Dict[str, Tensor]) -> List[Tensor]:
 *     out = annotate(List[Tensor], [])
 *     for i in range(len(maps)):
 *       name = "layer.{}.".format(self.layers[i])
 *       x = torch.conv2d(maps[i].to(6), w[name + "weight"], None, [1, 1], [1, 1])
 *       out.append(torch.group_norm(x, self.groups, None, None, self.eps))
 *     return out
 * }</pre>
 *
 * <ul>
 *   <li>The class is called {@code Network}. It has no parameters and no buffers: weights are arguments.
 *   <li>Its attributes are the constants passed to {@link #load(Class, String, Map) load}, declared with their types:
 *       {@code bool}, {@code int}, {@code float} or {@code List[int]} for a Boolean, Integer, Double or List of
 *       Integer. {@code training} must be declared, but is not passed.
 *   <li>Nothing is imported. Operators are those of {@code torch} itself ({@code torch.layer_norm}, {@code torch.silu})
 *       and methods of tensors; other methods of the class are called on {@code self}.
 *   <li>Element types are PyTorch's numbers: 5 is float16, 6 float32, 7 float64, 15 bfloat16.
 *   <li>An empty list or dictionary needs a type: {@code annotate(List[Tensor], [])}.
 *   <li>{@code forward} returns a {@code Tensor} or a {@code List[Tensor]}. Arguments are matched by position; the names
 *       of arrays decide which of them form one argument: see {@link Tensors#asDictionary} and {@link Tensors#asList}. An
 *       array without a name is a plain {@code Tensor}.
 * </ul>
 */
public final class Script implements AutoCloseable {
    static {
        // The optimizing executor rewrites a script after its first runs, which has crashed the process in a backward
        // pass through several scripts. Without it, scripts are interpreted.
        System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
    }

    private final String resource;
    private final Model model; // strong reference: its finalizer frees the network
    private final ParameterStore store;

    private Script(String resource, Model model) {
        this.resource = resource;
        this.model = model;
        this.store = new ParameterStore(model.getNDManager(), false);
    }

    /**
     * Compiles a script.
     *
     * @param owner a class in the same package as the resource
     * @param resource file name of the source, such as {@code vision_encoder.py}
     * @param attributes the module's declared attributes: Boolean, Integer, Double, or List of Integer
     * @throws IllegalStateException if the source is missing or does not compile: a defect of vpt4j, not of its input
     */
    public static Script load(Class<?> owner, String resource, Map<String, Object> attributes) {
        return load(new Source(owner, resource, attributes), Map.of());
    }

    /**
     * Compiles a script that calls functions in other sources.
     *
     * @param modules sources of TorchScript functions by module name, called as {@code __torch__.NAME.function(...)}
     * @throws IllegalStateException if a source is missing or does not compile
     */
    public static Script load(Source source, Map<String, String> modules) {
        Model model = Model.newInstance(source.name(), "PyTorch");
        try {
            ByteArrayOutputStream archive = new ByteArrayOutputStream();
            TorchScriptArchive.write(archive, source.name(), source.text(), modules, source.attributes());
            model.load(new ByteArrayInputStream(archive.toByteArray()), Map.of("trainParam", "true"));
        } catch (IOException e) {
            model.close();
            throw new UncheckedIOException(e);
        } catch (MalformedModelException | RuntimeException e) {
            model.close();
            throw new IllegalStateException(source.resource() + " does not compile: " + e.getMessage(), e);
        }
        return new Script(source.resource(), model);
    }

    /**
     * Runs {@code forward}.
     *
     * @param scope owner of the results
     * @param inputs the arguments in order
     * @param gradients whether autograd records the run; if not, the results cannot be backpropagated through
     * @return the results, attached to {@code scope}
     */
    public NDList call(NDManager scope, NDList inputs, boolean gradients) {
        NDList outputs = model.getBlock().forward(store, inputs, gradients);
        for (NDArray output : outputs) {
            output.attach(scope);
        }
        return outputs;
    }

    @Override
    public void close() {
        model.close();
    }

    @Override
    public String toString() {
        return resource;
    }

    /**
     * The resource with the source of a network or part of one. Equal sources compile to the same network.
     *
     * @param owner a class in the same package as the resource
     * @param resource file name, such as {@code vision_encoder.py}
     * @param attributes the module's declared attributes: Boolean, Integer, Double, or List of Integer
     */
    public record Source(Class<?> owner, String resource, Map<String, Object> attributes) {
        public Source {
            attributes = Map.copyOf(attributes);
        }

        /** Without attributes. */
        public Source(Class<?> owner, String resource) {
            this(owner, resource, Map.of());
        }

        /** The resource's name without its extension. */
        public String name() {
            return resource.replace(".py", "");
        }

        /** @throws IllegalStateException if there is no such resource: a defect of vpt4j, not of its input */
        String text() {
            try (InputStream in = owner.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException(
                            "no resource " + resource + " in the package of " + owner.getName());
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The sources of functions that a network calls as {@code __torch__.NAME.function(...)}, by module name. */
        public static Map<String, String> texts(Map<String, Source> modules) {
            Map<String, String> texts = new TreeMap<>();
            modules.forEach((name, source) -> texts.put(name, source.text()));
            return texts;
        }
    }
}
