package org.vpt4j.samples.detect;

import java.util.Optional;
import org.vpt4j.vision.image.Image;

/**
 * An image to detect on.
 *
 * @param source path of its file as given by the user, with {@code /}, or {@code camera 0}
 * @param name of its results: a path in the results folder, with {@code /} and without extension; unique but for the
 *     frames of a video, which share one
 * @param image the pixels
 * @param moment its time in the video; empty for an image
 * @param remark for the user, such as that the file has more images; mostly empty
 */
record Frame(String source, String name, Image image, Optional<Time> moment, String remark)
        implements FrameSource.Item {

    /** The name, with the frame number for videos: {@code clip-000012}. */
    public String singleName() {
        return name + moment.map(m -> String.format("-%06d", m.frame())).orElse("");
    }

    /**
     * Time of a frame in its video.
     *
     * @param frame number in the video, from 0
     * @param seconds from the start
     * @param rate frames per second of video time that the source supplies: the video's, or less where frames are skipped
     */
    record Time(long frame, double seconds, double rate) {}
}
