package org.vpt4j.datasets.loader;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.AxisAlignedTransform;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.Letterbox;
import org.vpt4j.vision.image.Resampler;

/**
 * Blends an image with another one (Zhang et al. 2018; for detection Zhang et al. 2019, Bag of Freebies): both are visible, and
 * the objects of both are targets.
 *
 * @param least smallest weight of either image, in [0.3, 0.5], so that the objects of both can be seen
 */
record MixUp(double least) implements Composition {
    private static final int BITS = 8;

    MixUp {
        if (!(least >= 0.3 && least <= 0.5)) {
            throw new IllegalArgumentException("the least weight must be in [0.3, 0.5], but is " + least);
        }
    }

    @Override
    public Sample apply(Sample sample, int index, SampleSource samples, RandomGenerator random) {
        int others = samples.dataset().images().size() - 1;
        int drawn = random.nextInt(Math.max(1, others));
        int weight = (int) Math.round((1 << BITS) * (least + (1 - 2 * least) * random.nextDouble()));
        if (others < 1) {
            return sample;
        }
        Sample other = samples.read(drawn >= index ? drawn + 1 : drawn);
        AxisAlignedTransform fit =
                Letterbox.fit(other.image().size(), sample.image().size());
        Image placed = Resampler.resample(other.image(), fit, sample.image().size());
        byte[] one = sample.image().rgb();
        byte[] two = placed.rgb();
        byte[] blended = new byte[one.length];
        for (int i = 0; i < blended.length; i++) {
            blended[i] = (byte) (((one[i] & 0xff) * weight + (two[i] & 0xff) * ((1 << BITS) - weight)) >> BITS);
        }
        List<Annotation> all = new ArrayList<>(sample.annotations());
        other.annotations()
                .forEach(a ->
                        all.add(a.at(fit.toInput(a.box()).clip(sample.image().size()))));
        return new Sample(Image.of(sample.image().size(), blended), all);
    }
}
