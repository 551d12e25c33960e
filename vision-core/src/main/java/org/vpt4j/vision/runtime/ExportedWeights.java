package org.vpt4j.vision.runtime;

import java.util.Arrays;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.onnx.OnnxModelFile;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * The weights that prompts of single layers are projected with, out of an exported encoder: {@code norm1} and {@code qkv}
 * (whose queries are scaled there).
 */
record ExportedWeights(OnnxModelFile file, EncoderConfig config) implements EncoderWeights {

    @Override
    public float[] values(String name) {
        if (!name.endsWith(".qkv.weight")) {
            return file.tensor(name).values();
        }
        FloatTensor matrix = file.linearWeight(name.substring(0, name.length() - ".weight".length()));
        int d = config.width();
        if (!Arrays.equals(matrix.shape(), new long[] {d, 3L * d})) {
            throw new WeightsException(file.file() + ": " + name + " is " + matrix + ", not [" + d + ", " + 3 * d
                    + "] as its description says; export it again");
        }
        float[] turned = new float[matrix.size()];
        for (int in = 0; in < d; in++) {
            for (int out = 0; out < 3 * d; out++) {
                turned[out * d + in] = matrix.values()[in * 3 * d + out];
            }
        }
        return turned;
    }
}
