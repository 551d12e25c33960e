package org.vpt4j.vision.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;

/** Types of a tensor's elements, with the numbers that ONNX has for them. */
public enum ElementType {
    FLOAT(TensorProto.DataType.FLOAT_VALUE),
    FLOAT16(TensorProto.DataType.FLOAT16_VALUE),
    INT8(TensorProto.DataType.INT8_VALUE),
    INT64(TensorProto.DataType.INT64_VALUE);

    private final int code;

    ElementType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
