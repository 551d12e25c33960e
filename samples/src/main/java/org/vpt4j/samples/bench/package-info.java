/** Measurements that compare: each in a process of its own, printed side by side. */
package org.vpt4j.samples.bench;
