package org.vpt4j.detect.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.DetectorProvider;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.FileException;

/**
 * Makes the block of a task file on DJL's PyTorch engine: the network that was trained, on its backbone.
 *
 * <pre>{@code
 * Criteria<Image, DetectedObjects> criteria = Criteria.builder()
 *         .setTypes(Image.class, DetectedObjects.class)
 *         .optModelPath(Path.of("cells.safetensors"))
 *         .optEngine("PyTorch")
 *         .optOption("hasParameter", "false") // else DJL looks for a parameter file of its own format
 *         .optArgument("blockFactory", new DetectionBlockFactory())
 *         .optArgument("backbone", "dinov2-small") // optional: by default the one that the task names
 *         .optTranslatorFactory(new DetectionTranslatorFactory())
 *         .build();
 * }</pre>
 *
 * <p>{@link DetectionCriteria} is the same in one line. As {@code serving.properties} in a folder with the task file:
 *
 * <pre>
 * engine=PyTorch
 * option.hasParameter=false
 * blockFactory=org.vpt4j.detect.djl.DetectionBlockFactory
 * translatorFactory=org.vpt4j.detect.djl.DetectionTranslatorFactory
 * task=cells.safetensors
 * </pre>
 *
 * <p>The task file is the one that the argument {@code task} names, else that of the model's path or name, else the only
 * {@code .safetensors} file of the folder. Closing the model frees everything.
 */
public final class DetectionBlockFactory implements BlockFactory {
    private static final long serialVersionUID = 1L;
    private static final String SUFFIX = ".safetensors";

    /**
     * {@inheritDoc}
     *
     * @throws ConfigException if the model is on another engine, or the task file is not unique
     */
    @Override
    public Block newBlock(Model model, Path folder, Map<String, ?> arguments) {
        String engine = model.getNDManager().getEngine().getEngineName();
        if (!engine.equals("PyTorch")) {
            throw new ConfigException("a task file runs on DJL's engine PyTorch, not on " + engine
                    + "; use optEngine(\"PyTorch\"), or export it with \"vpt4j export --layout single\"");
        }
        Object backbone = arguments.get("backbone");
        DetectorOptions options = DetectorOptions.defaults()
                .withEngine(DetectorOptions.PYTORCH)
                .withBackbone(backbone == null ? "" : backbone.toString())
                .withDevice(device(model.getNDManager().getDevice()));
        DetectionBlock block =
                new DetectionBlock(DetectorProvider.of(options).open(task(model, folder, arguments), options));
        model.getNDManager().attachInternal(NDManager.nextUid(), block);
        return block;
    }

    private static String device(Device device) {
        return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
    }

    private static Path task(Model model, Path folder, Map<String, ?> arguments) {
        Object named = arguments.get("task");
        if (named != null) {
            return folder.resolve(named.toString());
        }
        String name = model.getName();
        Path file = folder.resolve(name.endsWith(SUFFIX) ? name : name + SUFFIX);
        if (Files.isRegularFile(file)) {
            return file;
        }
        List<Path> found = safetensors(folder);
        if (found.size() != 1) {
            throw new ConfigException(folder + " has " + found.size() + " files " + SUFFIX
                    + "; name the task file with the argument \"task\", or as the model's path");
        }
        return found.get(0);
    }

    private static List<Path> safetensors(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
        } catch (IOException e) {
            throw new FileException(folder + " cannot be read: " + e.getMessage(), e);
        }
    }
}
