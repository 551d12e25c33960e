/**
 * The text side of vision-language models such as CLIP and SigLIP. Part of the API, for plug-ins.
 *
 * <ul>
 *   <li>{@link org.vpt4j.vision.text.VisionLanguage} is the way in: texts and class names to embeddings {@code [n, E]}, and
 *       what takes patches of the vision encoder into the same space.
 *   <li>The <b>tokenizer</b>, in Java, is read from the tokenizer files of the backbone's folder. Training and inference use the
 *       same one, so there is one form.
 *   <li>The <b>text encoder</b> has two forms as the vision encoder has: {@code text_encoder.py} for training
 *       ({@link org.vpt4j.vision.text.ClassTexts}, class names in which learned vectors take the place of words), and nodes of an
 *       {@link org.vpt4j.vision.onnx.OnnxGraph}, compared with the reference implementations by a parity test.
 *   <li>{@link org.vpt4j.vision.text.LearnedWords} is what a tuning method implements that learns words.
 * </ul>
 *
 * <p>Heads that read text get the embeddings as parameters: they are constants of the task and go into the task file and the
 * exported graph, so that a detector needs neither tokenizer nor text encoder, but where words depend on the image. This package
 * may use {@code vision.backbone}, {@code vision.onnx}, {@code vision.runtime}, {@code vision.script} and {@code vision.tensor};
 * the vision encoder does not know it. Heads do not belong here.
 */
package org.vpt4j.vision.text;
