package org.vpt4j.samples.detect;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.vpt4j.vision.error.VptException;
import org.vpt4j.vision.image.Image;

/** Picture files, each read when its turn comes. */
final class PictureFiles implements FrameSource {
    private final int length;
    private final Iterator<Unreadable> refused;
    private final Iterator<PictureFile> files;

    /** @param refused what was met on the way to them and could not be looked into */
    PictureFiles(List<PictureFile> files, List<Unreadable> refused) {
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
        return "pictures";
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

    private static Taken read(PictureFile picture) {
        try {
            Image image = Image.read(picture.file());
            String remark = MorePictures.in(picture.file()) ? "holds several pictures; the first is looked at" : "";
            return new Frame(picture.source(), picture.name(), image, Optional.empty(), remark);
        } catch (VptException e) {
            return Unreadable.of(picture.source(), e.getMessage());
        } catch (OutOfMemoryError e) {
            return new Unreadable(
                    picture.source(), "is too large for the memory; make it smaller, or more heap: VPT4J_OPTS=-Xmx8g");
        }
    }

    @Override
    public void close() {
        // Each file is closed when it is read.
    }
}
