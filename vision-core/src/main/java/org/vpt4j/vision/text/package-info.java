/**
 * The text side of vision-language models such as CLIP. Nothing but class names uses it yet; this is where it goes:
 *
 * <ul>
 *   <li>The <b>tokenizer</b>: text to token ids {@code [B, T]}, in Java, read from the tokenizer files of the backbone's
 *       folder. Training and inference use the same one, so there is one form.
 *   <li>The <b>text encoder</b>: token ids {@code [B, T]} to one embedding {@code [B, E]} for each text, in two forms as
 *       the vision encoder has: a TorchScript resource next to its class for training, and nodes of an
 *       {@link org.vpt4j.vision.onnx.OnnxGraph} for export, compared by a parity test. Its weights come from the same
 *       folder through a {@link org.vpt4j.vision.backbone.NameMap}, so a {@code BackboneFamily} describes both sides.
 *   <li><b>Class names</b> reach a head through its provider when the head is created, in the order of the class ids. A
 *       head that reads text encodes them once: embeddings are constants of the task and go into the task file and the
 *       exported graph, so that a detector needs neither tokenizer nor text encoder.
 * </ul>
 *
 * <p>This package may use {@code vision.backbone}, {@code vision.onnx}, {@code vision.script} and {@code vision.tensor};
 * the vision encoder does not know it. Prompts for text templates ("a photo of a {}") belong here too, heads do not.
 */
package org.vpt4j.vision.text;
