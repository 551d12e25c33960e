/**
 * Pretrained backbones: families, their files and tensor names, where they are found, and their fingerprints. Part of
 * the API.
 */
package org.vpt4j.vision.backbone;
