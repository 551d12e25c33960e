package org.vpt4j.vision.backbone;

import java.util.List;

/**
 * Where the encoder's tensors are among the stored ones of a family.
 *
 * <p>The encoder's own (canonical) names, with D = width, H = hidden, p = patch, G = grid, R = registers:
 *
 * <pre>
 * patch.weight [D, 3, p, p]      patch.bias [D]
 * class_token [1, 1, D]          register_tokens [1, R, D]      position [1, 1 + G*G, D], class token first
 * layer.I.norm1.weight|bias [D]  layer.I.qkv.weight [3D, D]     layer.I.qkv.bias [3D], queries, keys, values
 * layer.I.proj.weight [D, D]     layer.I.proj.bias [D]          layer.I.scale1 [D]
 * layer.I.norm2.weight|bias [D]  layer.I.fc1.weight [H, D]      layer.I.fc1.bias [H]
 * layer.I.fc2.weight [D, H]      layer.I.fc2.bias [D]           layer.I.scale2 [D]
 * norm.weight|bias [D]
 * </pre>
 */
public interface NameMap {

    /**
     * The stored tensors that make up a canonical one, joined along the first axis. Empty if the family has no such
     * parameter (a projection without bias): then it is zero.
     */
    List<String> stored(String canonicalName);

    /**
     * Whether a stored tensor may be left unread because it is none of the encoder's (a pooler, a classifier, a mask
     * token of pre-training). Any other one that remains means that configuration and weights do not belong together.
     */
    boolean spare(String storedName);
}
