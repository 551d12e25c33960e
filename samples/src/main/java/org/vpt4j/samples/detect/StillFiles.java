package org.vpt4j.samples.detect;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.vpt4j.vision.error.VptException;
import org.vpt4j.vision.image.Image;

/** Image files, each read when its turn comes. */
final class StillFiles implements FrameSource {
    private final int length;
    private final Iterator<Unreadable> refused;
    private final Iterator<StillFile> files;

    /** @param refused what was met on the way to them and could not be looked into */
    StillFiles(List<StillFile> files, List<Unreadable> refused) {
        this.length = files.size() + refused.size();
        this.refused = refused.iterator();
        this.files = files.iterator();
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public String title() {
        return "images";
    }

    @Override
    public boolean isLive() {
        return false;
    }

    @Override
    public Optional<Taken> next() {
        if (refused.hasNext()) {
            return Optional.of(refused.next());
        }
        return files.hasNext() ? Optional.of(read(files.next())) : Optional.empty();
    }

    private static Taken read(StillFile imageFile) {
        try {
            Image image = Image.read(imageFile.file());
            String remark = MoreImages.in(imageFile.file()) ? "holds several images; the first is looked at" : "";
            return new Frame(imageFile.source(), imageFile.name(), image, Optional.empty(), remark);
        } catch (VptException e) {
            return Unreadable.of(imageFile.source(), e.getMessage());
        } catch (OutOfMemoryError e) {
            return new Unreadable(
                    imageFile.source(),
                    "is too large for the memory; make it smaller, or more heap: VPT4J_OPTS=-Xmx8g");
        }
    }

    @Override
    public void close() {
        // Each file is closed when it is read.
    }
}
