package org.vpt4j.vision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.TinyEncoder;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.tensor.FloatTensor;

/** Asking, closing, and asking for the wrong thing. */
class OnnxEncoderTest {
    private static final EncoderWeights WEIGHTS = TinyEncoder.weights(TinyEncoder.CONFIG);

    private static OnnxEncoder load() {
        return OnnxEncoder.load(WEIGHTS, List.of(2), WeightFormat.FP32, Encoded.ONE_THREAD);
    }

    @Test
    void sizesAndLayersThatAreNotThereAreRefused() {
        try (OnnxEncoder encoder = load()) {
            List<EncoderPrompt> none = List.of(encoder.prompt(Adaptation.Constants.NONE));
            assertThatThrownBy(() -> Encoded.shared(encoder, Encoded.pixels(1, 16, 30), none, List.of(2)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContainingAll("width", "30", "nearest: 28 or 32");
            assertThatThrownBy(() -> Encoded.shared(encoder, Encoded.pixels(1, 16, 16), none, List.of(1, 2)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContainingAll("layer 1", "[2]");
            assertThatThrownBy(() ->
                            encoder.encode(Encoded.direct(Encoded.pixels(1, 16, 16)), 2, 16, 16, none, List.of(2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("1536", "768");
            assertThatThrownBy(() -> encoder.encode(FloatBuffer.allocate(768), 1, 16, 16, none, List.of(2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("direct");
        }
    }

    @Test
    void aClosedEncoderSaysSoAndMayBeClosedAgain() {
        OnnxEncoder encoder = load();
        List<EncoderPrompt> none = List.of(encoder.prompt(Adaptation.Constants.NONE));
        encoder.close();
        assertThatCode(encoder::close).doesNotThrowAnyException();
        assertThatThrownBy(() -> Encoded.shared(encoder, Encoded.pixels(1, 16, 16), none, List.of(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void closingLetsWhatIsRunningComeToItsEnd() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 20; round++) {
                OnnxEncoder encoder = load();
                List<EncoderPrompt> none = List.of(encoder.prompt(Adaptation.Constants.NONE));
                CountDownLatch running = new CountDownLatch(3);
                List<Future<Boolean>> found = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    found.add(callers.submit(() -> encodeUntilClosed(encoder, none, running)));
                }
                running.await();
                encoder.close();
                for (Future<Boolean> each : found) {
                    assertThat(each.get()).isTrue();
                }
            }
        } finally {
            callers.shutdownNow();
        }
    }

    /** Whether all results were whole until the encoder said that it is closed. */
    private static boolean encodeUntilClosed(OnnxEncoder encoder, List<EncoderPrompt> prompt, CountDownLatch running) {
        FloatTensor pixels = Encoded.pixels(1, 32, 32);
        FloatTensor first = null;
        while (true) {
            try {
                FloatTensor map =
                        Encoded.shared(encoder, pixels, prompt, List.of(2)).get(2);
                if (first != null && !first.equals(map)) {
                    return false;
                }
                if (first == null) {
                    running.countDown();
                }
                first = map;
            } catch (IllegalStateException e) {
                return first != null;
            }
        }
    }

    @Test
    void onlyKnownDevicesAreTaken() {
        assertThatThrownBy(() -> new RuntimeOptions("gpu", 0))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("gpu", "cuda:0");
        assertThatThrownBy(() -> new RuntimeOptions("cpu", -1)).isInstanceOf(ConfigException.class);
        assertThat(RuntimeOptions.DEFAULT.withThreads(2).effectiveThreads()).isEqualTo(2);
    }
}
