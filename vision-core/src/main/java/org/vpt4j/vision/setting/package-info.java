/**
 * Typed settings: a {@link org.vpt4j.vision.setting.Setting} is a key with its type, range, default and help line, and
 * {@link org.vpt4j.vision.setting.Settings} holds the values that were given and where. Which settings there are is declared
 * by what they configure: a training, a tuning method, a head.
 */
package org.vpt4j.vision.setting;
