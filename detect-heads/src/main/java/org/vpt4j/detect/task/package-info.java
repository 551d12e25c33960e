/** The result of a training, a task, and the file that stores it. Part of the API. */
package org.vpt4j.detect.task;
