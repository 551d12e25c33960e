/**
 * Typed settings: a {@link Setting} is a key with its type, range, default and help line; {@link Settings} holds the
 * values that were given and where. The settings themselves are declared by what they configure: a training, a tuning
 * method, a head. Part of the API.
 */
package org.vpt4j.vision.setting;
