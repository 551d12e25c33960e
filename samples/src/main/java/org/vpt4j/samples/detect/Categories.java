package org.vpt4j.samples.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The classes of all tasks that detect together; a detection's class index points in here.
 *
 * @param all in the order of the tasks, and in each in its own order
 * @param manyTasks whether there are several tasks, so that it must be said whose a class is
 */
record Categories(List<Category> all, boolean manyTasks) {
    public Categories {
        all = List.copyOf(all);
    }

    /** @param classes those of each task by the task's name, in order */
    public static Categories of(Map<String, List<String>> classes) {
        boolean many = classes.size() > 1;
        List<Category> all = new ArrayList<>();
        classes.forEach((task, names) -> names.forEach(
                name -> all.add(new Category(all.size() + 1, task, name, many ? task + "/" + name : name))));
        return new Categories(all, many);
    }

    /** The class of a detection. */
    public Category get(int classIndex) {
        return all.get(classIndex);
    }

    /** What the classes are called, by class index. */
    public List<String> labels() {
        return all.stream().map(Category::label).toList();
    }
}
