/** What training leaves behind: a task, and the one file that it is kept in. */
package org.vpt4j.detect.task;
