/**
 * {@code vpt4j detect}: images from {@linkplain org.vpt4j.samples.detect.source sources} are read ahead, looked at by
 * the tasks, and what was found goes to {@linkplain org.vpt4j.samples.detect.output outputs}.
 */
package org.vpt4j.samples.detect;
