package org.vpt4j.samples.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.vpt4j.samples.console.SampleData;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageFiles;

/** A few images to test an export or a benchmark on. */
final class TrialImages {
    private static final int MOST = 8;

    private TrialImages() {}

    /**
     * A number of images of a folder, evenly spaced.
     *
     * @param folder null for the embedded sample
     * @throws FileException if there is no such folder, or no image in it
     * @throws org.vpt4j.vision.error.ImageException if one of them cannot be read
     */
    public static List<Image> in(Path folder) {
        Path place = folder == null ? SampleData.bloodCells().resolve("JPEGImages") : folder;
        if (!Files.isDirectory(place)) {
            throw new FileException(place + (Files.exists(place) ? " is not a folder" : " does not exist")
                    + "; choose a folder of images");
        }
        List<Path> all = ImageFiles.in(place);
        if (all.isEmpty()) {
            throw new FileException("there is no image in " + place + "; choose a folder of images");
        }
        int count = Math.min(MOST, all.size());
        return IntStream.range(0, count)
                .mapToObj(i -> Image.read(all.get(i * all.size() / count)))
                .toList();
    }
}
