package org.vpt4j.datasets.loader;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.vision.image.Image;

/**
 * Decoded images that are kept in memory, up to a number of bytes. May be used by several threads.
 *
 * <p>Images that are used again in another epoch are kept as long as there is room: replacing the oldest would find none of
 * them again when there are more images than room. Images whose tiles follow one another replace the one used longest ago.
 */
final class DecodedImages {
    private final long limit;
    private final boolean replacing;
    private final Map<Path, Image> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /**
     * None yet.
     *
     * @param limit in bytes of pixels
     * @param replacing whether a new image replaces the one used longest ago
     */
    DecodedImages(long limit, boolean replacing) {
        this.limit = limit;
        this.replacing = replacing;
    }

    synchronized Optional<Image> find(Path file) {
        return Optional.ofNullable(kept.get(file));
    }

    /** Keeps an image if there is room. */
    synchronized void keep(Path file, Image image) {
        int more = image.rgb().length;
        if (kept.containsKey(file) || (!replacing && bytes + more > limit)) {
            return; // another thread has just kept it too, or there is no room
        }
        kept.put(file, image);
        bytes += more;
        for (Iterator<Map.Entry<Path, Image>> oldest = kept.entrySet().iterator(); bytes > limit && kept.size() > 1; ) {
            bytes -= oldest.next().getValue().rgb().length;
            oldest.remove();
        }
    }
}
