/** The Java parts around the encoder, each alone, measured by JMH: {@code vpt4j bench java}. */
package org.vpt4j.samples.bench.micro;
