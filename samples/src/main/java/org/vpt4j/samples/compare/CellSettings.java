package org.vpt4j.samples.compare;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.detect.inference.OpenVocabulary;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.text.VisionLanguage;
import org.vpt4j.vision.tuning.TuningMethod;
import org.vpt4j.vision.tuning.TuningMethods;

/** The settings that a cell's runs share: the user's, without those of other methods. */
final class CellSettings {
    private final ComparisonOptions options;
    private final Map<String, Backbone> known = new HashMap<>();

    /**
     * Checks everything that can be checked before the first image is read.
     *
     * @throws ConfigException if a method is unknown, a setting is invalid or fits none of the methods, or a method
     *     does not fit a backbone
     */
    public CellSettings(ComparisonOptions options) {
        this.options = options;
        options.methods().forEach(name -> TuningMethods.summary(Cell.tuning(name)));
        for (String setting : options.shared().given().keySet()) {
            if (TrainingSettings.isOfMethod(setting)
                    && options.methods().stream().noneMatch(name -> TuningMethods.has(Cell.tuning(name), setting))) {
                throw new ConfigException(
                        setting,
                        "none of the methods " + String.join(", ", options.methods())
                                + " has such a setting; leave it out");
            }
        }
        cells().forEach(this::shapes);
        for (Cell cell : cells()) {
            TrainingConfig config = of(cell);
            config.featureLayers(encoder(cell));
        }
    }

    /** The cells to compare, grouped by backbone, then by number of images. */
    public List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (String backbone : options.backbones()) {
            for (Shots shots : options.shots()) {
                for (String method : options.methods()) {
                    cells.add(new Cell(method, shots, backbone));
                }
                if (options.zeroShot() && VisionLanguage.in(backbone(backbone)).isPresent()) {
                    cells.add(new Cell(Cell.ZERO_SHOT, shots, backbone));
                }
            }
        }
        return cells;
    }

    /** The settings that a cell's runs share, without those that differ: epochs, seed, images, folder. */
    public TrainingConfig of(Cell cell) {
        Settings shared = options.shared();
        TrainingConfig config = TrainingConfig.of(shared.without(shared.given().keySet().stream()
                        .filter(setting ->
                                TrainingSettings.isOfMethod(setting) && !TuningMethods.has(cell.tuning(), setting))
                        .toList()))
                .with(TrainingSettings.METHOD, cell.tuning())
                .with(TrainingSettings.BACKBONE, cell.backbone());
        if (cell.isZeroShot()) {
            config = config.with(TrainingSettings.HEAD, OpenVocabulary.ZERO_SHOT)
                    .with(TrainingSettings.HEAD_SETTINGS, Settings.NONE)
                    .with(TrainingSettings.FEATURE_LAYERS, List.of());
        }
        if (!shared.has(TrainingSettings.HEAD) && learnsWords(cell, config)) {
            config = config.with(TrainingSettings.HEAD, OpenVocabulary.OPEN_VOCAB);
        }
        if (cell.start().isPresent()) {
            config = config.with(TrainingSettings.START_FROM, cell.start().get());
        }
        if (!shared.has(TrainingSettings.CACHE) && !shared.has(TrainingSettings.PRESET)) {
            config = config.with(
                    TrainingSettings.CACHE, "off"); // not all methods can, and all shall see the same images
        }
        return shared.has(TrainingSettings.IMAGE_EVERY) ? config : config.with(TrainingSettings.IMAGE_EVERY, 0);
    }

    /** A cell's learning rate without a search: of the tuned parameters, or of the head if there are none. */
    public double defaultRate(Cell cell) {
        TrainingConfig config = of(cell);
        return tunes(cell) ? config.tuningRate(method(cell)) : config.get(TrainingSettings.LR);
    }

    /** The setting that {@link #defaultRate} is read from. */
    public Setting<?> rateSetting(Cell cell) {
        return tunes(cell) ? TrainingSettings.TUNING_LR : TrainingSettings.LR;
    }

    private static boolean learnsWords(Cell cell, TrainingConfig config) {
        return TuningMethods.create(cell.tuning(), config.methodSettings())
                .words()
                .isPresent();
    }

    private boolean tunes(Cell cell) {
        return !shapes(cell).isEmpty();
    }

    /** Shapes of a cell's tuned parameters, for the input size that the settings imply. */
    private Map<String, Shape> shapes(Cell cell) {
        EncoderConfig encoder = encoder(cell);
        ImageSize input = of(cell).get(TrainingSettings.SIZE).provisional(encoder.patch());
        return method(cell)
                .on(backbone(cell.backbone()), List.of("any"))
                .on(input)
                .shapes(encoder);
    }

    private TuningMethod method(Cell cell) {
        return TuningMethods.create(cell.tuning(), of(cell).methodSettings());
    }

    private EncoderConfig encoder(Cell cell) {
        return backbone(cell.backbone()).config();
    }

    private Backbone backbone(String name) {
        return known.computeIfAbsent(name, BackboneHub.standard()::open);
    }
}
