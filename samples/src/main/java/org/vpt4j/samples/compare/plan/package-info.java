/** What a comparison sets out to do: which trainings, on which images, with which settings, for how long. */
package org.vpt4j.samples.compare.plan;
