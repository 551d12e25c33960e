package org.vpt4j.vision.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;

/** Types of a tensor's elements, with ONNX's numbers for them. */
public enum ElementType {
    FLOAT(TensorProto.DataType.FLOAT_VALUE, 4),
    FLOAT16(TensorProto.DataType.FLOAT16_VALUE, 2),
    INT8(TensorProto.DataType.INT8_VALUE, 1),
    INT64(TensorProto.DataType.INT64_VALUE, 8);

    private final int code;
    private final int bytes;

    ElementType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    int code() {
        return code;
    }

    /** Bytes of one element. */
    int bytes() {
        return bytes;
    }
}
