/** Pretrained encoders: families, their files and tensor names, where they are found, and their fingerprint. */
package org.vpt4j.vision.backbone;
