package org.vpt4j.vision.image;

import java.util.Optional;

/** Turns the bytes of an image file into an upright image. */
interface ImageDecoder {
    /** The image, or nothing if this decoder cannot make one of the bytes. */
    Optional<Image> decode(EncodedImage encoded);
}
