package org.vpt4j.vision.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * A visual prompt on the pixels (Bahng et al. 2022): values at fixed places, zero at the start, that are added to every
 * normalised image. The encoder is unchanged and shared.
 */
interface PixelPrompt extends TuningMethod {
    /** The setting that records the input; set by the run. */
    Setting<Optional<ImageSize>> INPUT = Setting.of(
                    "input",
                    new ImageSize(1, 1),
                    "",
                    "size of the images, which the run sets",
                    PixelPrompt::input,
                    ImageSize::toString)
            .optional();

    /** Size of the images; empty until {@link #on} sets it. */
    Optional<ImageSize> input();

    /** The rectangles on an input. */
    Pieces pieces(ImageSize input);

    private Pieces pieces() {
        return pieces(input().orElseThrow(() -> new IllegalStateException(name() + " was not told the input")));
    }

    /** The given input; throws if a different one was set before. */
    default Optional<ImageSize> agreed(ImageSize now) {
        input().filter(said -> !said.equals(now)).ifPresent(said -> {
            throw new ConfigException(
                    "input",
                    name() + " is for images of " + said + " pixels, but these have " + now
                            + "; leave out the input, or set size to " + said);
        });
        return Optional.of(now);
    }

    @Override
    default Map<String, Shape> shapes(EncoderConfig config) {
        return pieces().shapes();
    }

    @Override
    default Tensors initialise(NDManager owner, VisionEncoder encoder, Initialization initialization) {
        return pieces().initialise(owner);
    }

    @Override
    default NDArray pixels(NDManager scope, NDArray pixels, Tensors parameters) {
        return pieces().addTo(scope, pixels, parameters);
    }

    @Override
    default Adaptation.Constants constants(EncoderWeights frozen, Map<String, FloatTensor> parameters) {
        return Adaptation.Constants.NONE.withPixels(pieces().sum(parameters));
    }

    /** In units of the normalisation: about 1 is a large change to a pixel, and Adam moves by about the rate per step. */
    @Override
    default double learningRate() {
        return 1e-2;
    }

    @Override
    default int lowestLayer(EncoderConfig config) {
        return 1;
    }

    private static ImageSize input(String text) {
        String[] sides = text.split("x", -1);
        if (sides.length != 2 || !text.matches("[1-9]\\d{0,4}x[1-9]\\d{0,4}")) {
            throw new ConfigException("\"" + text + "\" is not WIDTHxHEIGHT such as 336x252");
        }
        return new ImageSize(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
    }
}
