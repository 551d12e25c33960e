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
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A network whose source is a resource file, running on the PyTorch engine. Owns native memory: close it.
 *
 * <p>The source defines {@code class Network(Module)} with a {@code forward}; arguments are matched by position. How
 * arrays become arguments is told by their names: see {@link Tensors#asDictionary} and {@link Tensors#asList}; an array
 * without a name is a plain {@code Tensor}.
 */
public final class Script implements AutoCloseable {
    static {
        // The optimizing executor rewrites a script after its first runs; in training, with autograd through several
        // scripts, that has crashed the process in a backward pass. Scripts are interpreted as they are written.
        System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
    }

    private final String resource;
    private final Model model; // a strong reference: its finalizer would free the network under us
    private final ParameterStore store;

    private Script(String resource, Model model) {
        this.resource = resource;
        this.model = model;
        this.store = new ParameterStore(model.getNDManager(), false);
    }

    /**
     * Compiles a script.
     *
     * @param owner class beside whose package the resource lies
     * @param resource file name of the source, such as {@code vision_encoder.py}
     * @param attributes the module's declared attributes: Boolean, Integer, Double, or List of Integer
     * @throws IllegalStateException if the source is missing or does not compile: a defect of vpt4j, not of its input
     */
    public static Script load(Class<?> owner, String resource, Map<String, Object> attributes) {
        return load(new ScriptSource(owner, resource, attributes), Map.of());
    }

    /**
     * Compiles a script that calls functions of other files.
     *
     * @param modules texts of TorchScript functions, by the names that the source knows them by: a function of
     *     {@code NAME} is called as {@code __torch__.NAME.function(...)}
     * @throws IllegalStateException if a source is missing or does not compile
     */
    public static Script load(ScriptSource source, Map<String, String> modules) {
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
     * @param gradients whether autograd records the run; without, results cannot take part in a backward pass
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
}
