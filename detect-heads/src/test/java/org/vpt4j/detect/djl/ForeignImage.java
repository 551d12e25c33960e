package org.vpt4j.detect.djl;

import ai.djl.modality.cv.Image;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;

/** An image that tells nothing but its size and its pixels, as those of libraries that we do not know. */
final class ForeignImage {
    private ForeignImage() {}

    static Image of(Image image) {
        return (Image) Proxy.newProxyInstance(
                ForeignImage.class.getClassLoader(), new Class<?>[] {Image.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getWrappedImage")) {
                        return new Object();
                    }
                    if (!Set.of("getWidth", "getHeight", "toNDArray").contains(method.getName())) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    try {
                        return method.invoke(image, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
