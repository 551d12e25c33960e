package org.vpt4j.vision.runtime;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Function;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.runtime.EncoderPrompt.Part;

/** The prompts of a batch, joined: one for all images, or one for each. */
final class PromptBatch {
    private final List<EncoderPrompt> prompts;
    private final int height;
    private final int width;

    /** @throws ConfigException unless there is one or one for each image, or if their token counts differ */
    PromptBatch(List<EncoderPrompt> prompts, int images, int height, int width) {
        if (prompts.size() != 1 && prompts.size() != images) {
            throw new ConfigException(
                    prompts.size() + " prompts for " + images + " images: pass one for all images, or one for each");
        }
        for (EncoderPrompt prompt : prompts) {
            if (!prompt.tokenCounts().equals(prompts.get(0).tokenCounts())) {
                throw new ConfigException("the prompts of a batch must have equal numbers of tokens, but there are "
                        + prompts.get(0).tokenCounts() + " and " + prompt.tokenCounts()
                        + "; run them as separate batches");
            }
            fits(prompt.pixels().shape(), 2, height, "high");
            fits(prompt.pixels().shape(), 3, width, "wide");
        }
        boolean allTheSame = prompts.stream().allMatch(prompt -> prompt == prompts.get(0));
        this.prompts = allTheSame ? prompts.subList(0, 1) : List.copyOf(prompts);
        this.height = height;
        this.width = width;
    }

    private static void fits(long[] shape, int axis, int size, String word) {
        if (shape[axis] != 1 && shape[axis] != size) {
            throw new ConfigException("the pixel prompt is " + shape[axis] + " pixels " + word + ", but the image "
                    + size + "; use the input size that the task was trained with");
        }
    }

    /** {@code [1 or B, 3, 1 or H, 1 or W]}. */
    Part pixels() {
        if (prompts.size() == 1) {
            return prompts.get(0).pixels();
        }
        int h = prompts.stream().allMatch(prompt -> prompt.pixels().shape()[2] == 1) ? 1 : height;
        int w = prompts.stream().allMatch(prompt -> prompt.pixels().shape()[3] == 1) ? 1 : width;
        FloatBuffer all = EncoderPrompt.direct(Math.toIntExact(3L * prompts.size() * h * w));
        for (EncoderPrompt prompt : prompts) {
            spread(prompt.pixels(), all, h, w);
        }
        return new Part(new long[] {prompts.size(), 3, h, w}, all.flip());
    }

    /** Repeats values along each axis of size 1. */
    private static void spread(Part part, FloatBuffer out, int h, int w) {
        int ownHeight = (int) part.shape()[2];
        int ownWidth = (int) part.shape()[3];
        for (int channel = 0; channel < 3; channel++) {
            for (int y = 0; y < h; y++) {
                int row = (channel * ownHeight + (ownHeight == 1 ? 0 : y)) * ownWidth;
                for (int x = 0; x < w; x++) {
                    out.put(part.values().get(row + (ownWidth == 1 ? 0 : x)));
                }
            }
        }
    }

    /** {@code [1 or B, P, D]}. */
    Part tokens() {
        return joined(EncoderPrompt::tokens, 0);
    }

    /** {@code [2, 1 or B, heads, P, D/heads]}; 1 is the first layer. */
    Part keysValues(int layer) {
        return joined(prompt -> prompt.keysValues(layer), 1);
    }

    /** Concatenates along an axis of size 1. */
    private Part joined(Function<EncoderPrompt, Part> part, int axis) {
        Part first = part.apply(prompts.get(0));
        if (prompts.size() == 1) {
            return first;
        }
        int outer = axis == 0 ? 1 : Math.toIntExact(first.shape()[0]);
        int inner = first.values().capacity() / outer;
        FloatBuffer all = EncoderPrompt.direct(
                Math.multiplyExact(prompts.size(), first.values().capacity()));
        for (int i = 0; i < outer; i++) {
            for (EncoderPrompt prompt : prompts) {
                all.put(part.apply(prompt).values().slice(i * inner, inner));
            }
        }
        long[] shape = first.shape().clone();
        shape[axis] = prompts.size();
        return new Part(shape, all.flip());
    }
}
