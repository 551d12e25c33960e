package org.vpt4j.samples.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.vpt4j.samples.console.Interruption;
import org.vpt4j.samples.console.Json;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.ImageException;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageFiles;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.InputTransform;
import org.vpt4j.vision.image.Region;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vpt4j features}: what a backbone computes for images, for other software. */
@Command(
        name = "features",
        description = {
            "Write the tokens that a backbone computes for images to a safetensors file, float32: for retrieval, linear probes,",
            "or to compare them with those of other software. Each image is a tensor [layers, tokens, width], named by its",
            "path in the folder; its tokens are the class token, registers and then the patches, row by row."
        },
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  ./vpt4j features --images photos --out photos.safetensors",
            "  ./vpt4j features --backbone facebook/dinov2-base --images photos --layers 3,6,9,12 --size 448x336 --out f.safetensors"
        })
final class FeaturesCommand implements Callable<Integer> {
    private static final String OWN_SIZE = "own";

    private final Interruption interruption;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--backbone",
            paramLabel = "NAME|DIR",
            defaultValue = BackboneHub.DEFAULT,
            description = "The encoder (default: ${DEFAULT-VALUE}).")
    private String backbone;

    @Option(names = "--images", required = true, paramLabel = "DIR", description = "Folder of images, or one image.")
    private Path images;

    @Option(
            names = "--layers",
            paramLabel = "last|N,N",
            split = ",",
            defaultValue = "last",
            description = "Layers after which to take the tokens; 1 is the first (default: ${DEFAULT-VALUE}).")
    private List<String> layers;

    @Option(
            names = "--size",
            paramLabel = "WxH|own",
            defaultValue = "",
            description = {
                "Input size. own: each image's own, without resizing. Pixels at the right and the bottom that do not fill a",
                "patch are left out (default: resized and cropped as the backbone's own software does it)."
            })
    private String size;

    @Option(names = "--raw", description = "Leave out the encoder's final norm: its hidden states.")
    private boolean raw;

    @Option(
            names = "--precision",
            paramLabel = "fp32|bf16",
            defaultValue = "fp32",
            description = "Number type of the encoder's layers (default: ${DEFAULT-VALUE}).")
    private String precision;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The safetensors file to write.")
    private Path out;

    FeaturesCommand(Interruption interruption) {
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        List<Path> files = files();
        Backbone opened = BackboneHub.standard().open(backbone);
        EncoderConfig config = opened.config();
        List<Integer> chosen = layers(config);
        config.requireLayers(chosen);
        InputTransform transform = transform(opened);
        Map<String, Object> grids = new LinkedHashMap<>();
        List<String> failed = new ArrayList<>();
        PrintWriter err = spec.commandLine().getErr();
        try (VisionEncoder encoder = VisionEncoder.load(opened, Precision.of(precision));
                FeatureFile target = new FeatureFile(out);
                Progress progress =
                        Progress.onStandardError().stoppedBy(interruption.listen(), "stopped; nothing was written")) {
            progress.begin("features", files.size());
            for (int i = 0; i < files.size(); i++) {
                String name = name(files.get(i));
                try {
                    Image input = whole(transform.resize(Image.read(files.get(i))), config.patch());
                    target.add(name, shape(input.size(), config, chosen), tokens(encoder, opened, input, chosen));
                    grids.put(name, List.of(input.height() / config.patch(), input.width() / config.patch()));
                } catch (ImageException e) {
                    failed.add(e.getMessage());
                }
                progress.advance(i + 1L, "");
            }
            if (grids.isEmpty()) {
                throw new ConfigException("images", "none of them can be used: " + failed.get(0));
            }
            target.finish(metadata(opened, chosen, grids));
        }
        failed.forEach(message -> err.println("vpt4j: " + message));
        spec.commandLine().getOut().println(out + ": " + grids.size() + " of " + files.size() + " images");
        return failed.isEmpty() ? 0 : 1;
    }

    private List<Path> files() {
        if (Files.isRegularFile(images)) {
            return List.of(images);
        }
        if (!Files.isDirectory(images)) {
            throw new FileException(images + " does not exist; name a folder of images");
        }
        List<Path> files = ImageFiles.below(images);
        if (files.isEmpty()) {
            throw new FileException("there are no images in " + images + " and its subfolders");
        }
        return files;
    }

    private String name(Path file) {
        return Files.isDirectory(images)
                ? ImageFiles.nameBelow(images, file)
                : file.getFileName().toString();
    }

    private List<Integer> layers(EncoderConfig config) {
        List<Integer> chosen = new ArrayList<>();
        for (String layer : layers) {
            if (!layer.strip().matches("last|\\d{1,4}")) {
                throw new ConfigException(
                        "layers", "\"" + layer + "\" is not a layer; write last or numbers like 3,6,9,12");
            }
            chosen.add(layer.strip().equals("last") ? config.depth() : Integer.parseInt(layer.strip()));
        }
        return chosen;
    }

    private InputTransform transform(Backbone opened) {
        InputTransform usual = opened.transform();
        if (size.isEmpty()) {
            return usual;
        }
        if (size.equals(OWN_SIZE)) {
            return InputTransform.unchanged(opened.normalization());
        }
        if (!size.matches("[1-9]\\d{0,4}x[1-9]\\d{0,4}")) {
            throw new ConfigException("size", "\"" + size + "\" is not a size; write one like 448x336, or own");
        }
        int x = size.indexOf('x');
        return InputTransform.squashed(
                Integer.parseInt(size.substring(0, x)),
                Integer.parseInt(size.substring(x + 1)),
                usual.filter(),
                opened.normalization());
    }

    /** Without the pixels that do not fill a patch, as a convolution leaves them out. */
    private static Image whole(Image image, int patch) {
        int width = image.width() / patch * patch;
        int height = image.height() / patch * patch;
        if (width == 0 || height == 0) {
            throw new ConfigException(
                    "size", "an image of " + image.size() + " has no patch of " + patch + "x" + patch);
        }
        return width == image.width() && height == image.height() ? image : image.crop(new Region(0, 0, width, height));
    }

    private static long[] shape(ImageSize size, EncoderConfig config, List<Integer> chosen) {
        long patches = (long) (size.width() / config.patch()) * (size.height() / config.patch());
        return new long[] {chosen.size(), config.prefixTokens() + patches, config.width()};
    }

    private float[] tokens(VisionEncoder encoder, Backbone opened, Image input, List<Integer> chosen) {
        float[] pixels = new float[3 * input.width() * input.height()];
        opened.normalization().write(input, pixels, 0);
        try (NDManager scope = NDManager.newBaseManager("PyTorch");
                NDArray image = scope.create(pixels, new Shape(1, 3, input.height(), input.width()))) {
            NDList states = encoder.hiddenStates(scope, image, chosen);
            float[] all = null;
            for (int i = 0; i < chosen.size(); i++) {
                float[] own = states.get(i).toFloatArray();
                if (!raw) {
                    encoder.finalNorm(own);
                }
                all = all == null ? new float[own.length * chosen.size()] : all;
                System.arraycopy(own, 0, all, i * own.length, own.length);
            }
            return all;
        }
    }

    private Map<String, String> metadata(Backbone opened, List<Integer> chosen, Map<String, Object> grids) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("backbone", opened.name());
        metadata.put("fingerprint", opened.fingerprint());
        metadata.put(
                "layers", String.join(",", chosen.stream().map(String::valueOf).toList()));
        metadata.put("tokens_before_patches", Integer.toString(opened.config().prefixTokens()));
        metadata.put(
                "final_norm", Boolean.toString(!raw && opened.config().layer().finalNorm()));
        metadata.put("rows_and_columns", Json.of(grids));
        return metadata;
    }
}
