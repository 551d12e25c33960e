/** Detecting with one task: {@link Detector} and the {@link Detection}s it returns. Part of the API. */
package org.vpt4j.detect;
