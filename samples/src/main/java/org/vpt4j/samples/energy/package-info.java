/** What a training takes of electricity, measured where the machine tells and estimated where it does not, and its CO₂. */
package org.vpt4j.samples.energy;
