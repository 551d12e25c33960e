/** What inference costs on this machine: against bare sessions, against the training's graph, by tasks and callers. */
package org.vpt4j.samples.bench.infer;
