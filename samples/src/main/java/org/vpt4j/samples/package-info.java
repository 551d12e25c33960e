/** The {@code vpt4j} application. Nothing in it is API. */
package org.vpt4j.samples;
