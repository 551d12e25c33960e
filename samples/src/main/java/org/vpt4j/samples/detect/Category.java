package org.vpt4j.samples.detect;

/**
 * A class of a task.
 *
 * @param id its number among the classes of all tasks, from 1
 * @param task the task's name
 * @param name the class's name in the task
 * @param label what it is called where the task is not named beside: its name, with the task's before it if there are
 *     several
 */
record Category(int id, String task, String name, String label) {}
