package org.vpt4j.samples.compare.run;

/**
 * How long the parts of a training take.
 *
 * @param stepSeconds one training step
 * @param imageSeconds one validation image
 * @param cached whether both read cached features; what follows from these times holds for runs that do so too
 */
public record Timing(double stepSeconds, double imageSeconds, boolean cached) {

    /** Epochs of so many steps and validation images that fit into the time; at least one. */
    public int epochsIn(double seconds, int steps, int validationImages) {
        double epoch = steps * stepSeconds + validationImages * imageSeconds;
        return (int) Math.max(1, Math.min(100_000, Math.floor(seconds / epoch)));
    }
}
