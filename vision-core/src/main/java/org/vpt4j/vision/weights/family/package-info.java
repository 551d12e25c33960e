/**
 * The families of backbones that are known: how each writes its {@code config.json} and what it calls its tensors.
 *
 * <p>A new family is one class that implements {@link org.vpt4j.vision.weights.family.BackboneFamily}, and one line in
 * {@link org.vpt4j.vision.weights.family.BackboneFamilies#STANDARD}. Nothing else asks for a family.
 */
package org.vpt4j.vision.weights.family;
