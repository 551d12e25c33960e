package org.vpt4j.samples.compare;

/**
 * How long the parts of a training take.
 *
 * @param stepSeconds one batch of training
 * @param batch its images
 * @param imageSeconds one validation image
 * @param cached whether both read cached features; what follows from these times holds for runs that do so too
 */
record Timing(double stepSeconds, int batch, double imageSeconds, boolean cached) {

    /** Epochs of so many training and validation images that fit into the time; at least one. */
    public int epochsIn(double seconds, int trainingImages, int validationImages) {
        int steps = (trainingImages + batch - 1) / batch;
        double epoch = steps * stepSeconds + validationImages * imageSeconds;
        return (int) Math.max(1, Math.min(100_000, Math.floor(seconds / epoch)));
    }
}
