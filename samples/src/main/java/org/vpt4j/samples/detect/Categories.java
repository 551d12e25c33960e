package org.vpt4j.samples.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The classes of all tasks of a run, by class index.
 *
 * @param all in the order of the tasks, and within each task in its own order
 * @param manyTasks whether there are several tasks, so that a class needs the name of its task
 */
record Categories(List<Category> all, boolean manyTasks) {
    public Categories {
        all = List.copyOf(all);
    }

    /** @param classes of each task, by the task's name, in order */
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

    /** Labels by class index. */
    public List<String> labels() {
        return all.stream().map(Category::label).toList();
    }

    /**
     * A class of a task.
     *
     * @param id number among the classes of all tasks, from 1
     * @param task name of its task
     * @param name in the task
     * @param label its name, prefixed with the task's name if there are several tasks
     */
    record Category(int id, String task, String name, String label) {}
}
