package org.vpt4j.detect.inference;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.NearestName;

/** Tasks by name. Each name, and each {@linkplain #acquire acquired} task, counts as a use of the task. */
final class AttachedTasks {
    private final Map<String, LoadedTask> byName = new ConcurrentHashMap<>();

    NavigableSet<String> names() {
        return Collections.unmodifiableNavigableSet(new TreeSet<>(byName.keySet()));
    }

    /** @throws ConfigException if the name is taken */
    void attach(String name, LoadedTask task) {
        retain(task);
        if (byName.putIfAbsent(name, task) != null) {
            task.release();
            throw new ConfigException("task: \"" + name + "\" is already attached; replace it, or use another name");
        }
    }

    /** @throws ConfigException if nothing is attached under the name */
    void replace(String name, LoadedTask task) {
        retain(task);
        LoadedTask before = byName.replace(name, task);
        if (before == null) {
            task.release();
            throw unknown(name);
        }
        before.release();
    }

    /** @throws ConfigException if nothing is attached under the name */
    void detach(String name) {
        LoadedTask before = byName.remove(name);
        if (before == null) {
            throw unknown(name);
        }
        before.release();
    }

    /**
     * The task of this name, which is not freed until it is released.
     *
     * @throws ConfigException if nothing is attached under the name
     */
    LoadedTask acquire(String name) {
        while (true) {
            LoadedTask task = byName.get(name);
            if (task == null) {
                throw unknown(name);
            }
            if (task.retain()) { // else it has just been replaced and freed: try the new one
                return task;
            }
        }
    }

    void detachAll() {
        byName.keySet().forEach(name -> {
            LoadedTask before = byName.remove(name);
            if (before != null) {
                before.release();
            }
        });
    }

    private static void retain(LoadedTask task) {
        if (!task.retain()) {
            throw new IllegalStateException("the task is closed: load it again to attach it");
        }
    }

    private ConfigException unknown(String name) {
        return new ConfigException("task: none is attached as \"" + name + "\""
                + NearestName.hint(name, byName.keySet()) + "; attached are " + names());
    }
}
