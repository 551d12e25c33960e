package org.vpt4j.detect.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/**
 * AdamW (Loshchilov and Hutter 2019), and Muon (Jordan et al. 2024) for the kernels that ask for it, with gradient clipping
 * by global norm; one native call per step.
 *
 * <p>Muon takes the momentum of a kernel as a matrix {@code [out, in · height · width]} and brings all its singular values
 * to about 1, so that directions with small gradients are learned as fast as those with large ones. Its steps are scaled as
 * large as AdamW's (Liu et al. 2025, "Muon is scalable for LLM training"): both take the same learning rates.
 *
 * <p>Its state is exposed as named tensors, so that a run can be resumed exactly. It updates only the tensors it was
 * given. Owns native memory: close it.
 */
public final class Optimizer implements AutoCloseable {
    private final NDManager owner;
    private final Script update;
    private final List<TrainedTensor> trained;
    private final List<NDArray> first = new ArrayList<>(); // per parameter, same shape: mean of the gradients
    private final List<NDArray> second = new ArrayList<>(); // mean of the squared gradients; a single number for Muon
    private long step;

    /**
     * An optimizer at step 0, with products in float32.
     *
     * @throws IllegalArgumentException if there is nothing to train
     */
    public Optimizer(NDManager parent, List<TrainedTensor> trained) {
        this(parent, trained, Precision.FLOAT32);
    }

    /**
     * An optimizer at step 0; allocates moments and gradients.
     *
     * @param precision of Muon's products
     * @throws IllegalArgumentException if there is nothing to train
     */
    public Optimizer(NDManager parent, List<TrainedTensor> trained, Precision precision) {
        if (trained.isEmpty()) {
            throw new IllegalArgumentException("nothing to train");
        }
        this.owner = parent.newSubManager();
        this.trained = List.copyOf(trained);
        this.update = Script.load(Optimizer.class, "optimizer.py", constants(precision));
        for (TrainedTensor tensor : trained) {
            first.add(owner.zeros(tensor.array().getShape()));
            second.add(owner.zeros(tensor.rule() == Rule.ADAMW ? tensor.array().getShape() : new Shape()));
        }
        allocateGradients();
    }

    private static Map<String, Object> constants(Precision precision) {
        return Map.of("beta1", 0.9, "beta2", 0.999, "epsilon", 1e-8, "momentum", 0.95, "type", precision.torch());
    }

    /** A leaf has no gradient before its first backward pass; differentiating a sum times zero gives it a zero one. */
    private void allocateGradients() {
        try (NDManager scope = owner.newSubManager();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            // Must be owned by the scope: autograd reads it again in the backward pass, by when the engine may have
            // freed its own copy of a plain number and reused the memory.
            NDArray nothing = scope.create(0f);
            NDArray zero = scope.zeros(first.get(0).getShape()).sum();
            for (TrainedTensor tensor : trained) {
                NDArray product = tensor.array().mul(nothing);
                product.attach(scope);
                NDArray next = zero.add(product.sum());
                next.attach(scope);
                zero = next;
            }
            collector.backward(zero);
        }
    }

    /**
     * One step on the accumulated gradients, which are zeroed afterwards.
     *
     * @param rateFactor factor on every learning rate, from the schedule
     * @param clip maximum global norm of the mean gradient; 0: no limit
     * @param batches number of backward passes accumulated: the step uses their mean
     * @return the norm of the mean before clipping
     */
    public double step(double rateFactor, double clip, int batches) {
        step++;
        try (NDManager scope = owner.newSubManager()) {
            float[] rates = new float[trained.size()];
            float[] decays = new float[trained.size()];
            for (int i = 0; i < rates.length; i++) {
                rates[i] = (float) (trained.get(i).learningRate() * rateFactor);
                decays[i] = (float) trained.get(i).weightDecay();
            }
            NDList inputs = Tensors.asList("parameters", arrays());
            inputs.addAll(Tensors.asList("first", first));
            inputs.addAll(Tensors.asList("second", second));
            inputs.add(scope.create(rates));
            inputs.add(scope.create(decays));
            inputs.add(scope.create(new double[] {step, clip, batches}).toType(DataType.FLOAT64, false));
            return update.call(scope, inputs, false).singletonOrThrow().toFloatArray()[0];
        }
    }

    /** All tensors that this optimizer updates. */
    public List<TrainedTensor> trained() {
        return trained;
    }

    /** Steps made so far. */
    public long steps() {
        return step;
    }

    /** The moments by name, {@code first.NAME} and, with AdamW, {@code second.NAME}: views of this optimizer's own arrays. */
    public Tensors state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        for (int i = 0; i < trained.size(); i++) {
            state.put("first." + trained.get(i).name(), first.get(i));
            if (trained.get(i).rule() == Rule.ADAMW) {
                state.put("second." + trained.get(i).name(), second.get(i));
            }
        }
        return Tensors.of(state);
    }

    /**
     * Continues from a saved {@link #state} after the given number of steps.
     *
     * @throws org.vpt4j.vision.error.WeightsException if a moment is missing or has the wrong shape
     */
    public void restore(Tensors state, long steps) {
        try (NDManager scope = owner.newSubManager()) {
            TensorCopy.copy(scope, state, state());
        }
        step = steps;
    }

    private List<NDArray> arrays() {
        return trained.stream().map(TrainedTensor::array).toList();
    }

    @Override
    public void close() {
        update.close();
        owner.close();
    }

    /**
     * A tensor that the optimizer updates, and how.
     *
     * @param name its name, unique in the run: {@code tuned.…} or {@code head.…}
     * @param array the leaf tensor; requires a gradient
     * @param learningRate its peak learning rate
     * @param weightDecay decoupled decay, 0 for biases, norms and prompts
     * @param rule what its updates are made by; for {@link Rule#MUON} it has at least two axes
     */
    public record TrainedTensor(String name, NDArray array, double learningRate, double weightDecay, Rule rule) {

        /** A tensor that AdamW updates. */
        public TrainedTensor(String name, NDArray array, double learningRate, double weightDecay) {
            this(name, array, learningRate, weightDecay, Rule.ADAMW);
        }
    }

    /** How an update follows from gradients. */
    public enum Rule {
        /** Each value by itself, relative to the size of its gradients. */
        ADAMW,
        /** A kernel as one matrix, with all its singular values made equal. */
        MUON
    }
}
