/** Energy and CO₂ of a training: measured where the machine has a meter, estimated elsewhere. */
package org.vpt4j.samples.energy;
