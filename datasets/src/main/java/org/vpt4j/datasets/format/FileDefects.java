package org.vpt4j.datasets.format;

import java.util.ArrayList;
import java.util.List;

/** All that is wrong with the annotation file of an image: reading continues after a defect, to find the others. */
final class FileDefects {
    private final List<DatasetException> found = new ArrayList<>();

    /** Reads a part of the file; returns whether it is sound. */
    boolean read(Runnable part) {
        try {
            part.run();
            return true;
        } catch (DatasetException e) {
            found.add(e);
            return false;
        }
    }

    /** Throws the first defect, if there is one; it has the others as its suppressed ones. */
    void throwIfAny() {
        if (!found.isEmpty()) {
            DatasetException first = found.get(0);
            found.subList(1, found.size()).forEach(first::addSuppressed);
            throw first;
        }
    }
}
