package org.vpt4j.detect.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Joins arrays {@code [1, …]} of several images to {@code [B, …]} and takes such apart, by copying bytes alone.
 *
 * <p>DJL's own ones call operators, which its ONNX Runtime engine has not: it would borrow them from PyTorch.
 */
final class ImageBatchifier implements Batchifier {
    private static final long serialVersionUID = 1L;

    @Override
    public NDList batchify(NDList[] inputs) {
        if (inputs.length == 1) {
            return inputs[0];
        }
        NDList joined = new NDList();
        for (int i = 0; i < inputs[0].size(); i++) {
            int index = i;
            joined.add(
                    join(List.of(inputs).stream().map(list -> list.get(index)).toList()));
        }
        return joined;
    }

    private static NDArray join(List<NDArray> rows) {
        NDArray first = rows.get(0);
        NDManager manager = first.getManager();
        DataType type = first.getDataType();
        String name = first.getName();
        long[] shape = first.getShape().getShape();
        shape[0] = rows.size();
        int bytes = Math.toIntExact(type.getNumOfBytes() * first.size());
        ByteBuffer all = manager.allocateDirect(Math.multiplyExact(bytes, rows.size()));
        for (NDArray row : rows) {
            all.put(row.toByteBuffer());
            row.close();
        }
        NDArray joined = manager.create(all.rewind(), new Shape(shape), type);
        joined.setName(name);
        return joined;
    }

    @Override
    public NDList[] unbatchify(NDList outputs) {
        int images = Math.toIntExact(outputs.head().getShape().get(0));
        if (images == 1) {
            return new NDList[] {outputs};
        }
        NDList[] each = new NDList[images];
        for (int i = 0; i < images; i++) {
            each[i] = new NDList();
        }
        for (NDArray array : outputs) {
            long[] shape = array.getShape().getShape();
            shape[0] = 1;
            ByteBuffer all = array.toByteBuffer();
            int bytes = all.remaining() / images;
            for (int i = 0; i < images; i++) {
                ByteBuffer own = array.getManager().allocateDirect(bytes);
                own.put(0, all, all.position() + i * bytes, bytes);
                NDArray row = array.getManager().create(own, new Shape(shape), array.getDataType());
                row.setName(array.getName());
                each[i].add(row);
            }
        }
        return each;
    }
}
