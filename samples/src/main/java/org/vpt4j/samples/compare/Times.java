package org.vpt4j.samples.compare;

/**
 * Seconds by the clock that a run has taken.
 *
 * @param total from the beginning of its work, in each of its processes
 * @param caching those of them that computing features for the cache took
 * @param training those of them that epochs took, with their validation
 */
record Times(double total, double caching, double training) {
    static final Times NONE = new Times(0, 0, 0);

    Times plus(Times more) {
        return new Times(total + more.total, caching + more.caching, training + more.training);
    }
}
