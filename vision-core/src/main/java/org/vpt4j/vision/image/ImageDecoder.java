package org.vpt4j.vision.image;

import java.util.Optional;

/** Decodes an image file to an upright image. */
interface ImageDecoder {
    /** The image; empty if this decoder does not support it. */
    Optional<Image> decode(EncodedImage encoded);
}
