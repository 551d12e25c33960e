package org.vpt4j.detect.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.AxisAlignedTransform;

/**
 * The index that follows the values in a {@link ViewFile}, as JSON.
 *
 * @param key of the view
 * @param bytes size of one image's values
 * @param images an entry per image, in dataset order
 */
record ViewIndex(String key, int bytes, List<Entry> images) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One image.
     *
     * @param checksum CRC-32C of its values
     * @param transform from pixels of the (augmented) image to input pixels
     * @param annotations boxes in input pixels
     */
    record Entry(long checksum, AxisAlignedTransform transform, List<Annotation> annotations) {
        Entry {
            annotations = List.copyOf(annotations);
        }
    }

    ViewIndex {
        images = List.copyOf(images);
    }

    byte[] toBytes() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an index of features does not become JSON", e);
        }
    }

    static ViewIndex of(byte[] json) throws IOException {
        return JSON.readValue(json, ViewIndex.class);
    }
}
