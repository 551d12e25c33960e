package org.vpt4j.detect.djl;

import ai.djl.modality.cv.Image;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;

/** A picture that tells nothing but its size and its pixels, as those of libraries that we do not know. */
final class ForeignPicture {
    private ForeignPicture() {}

    static Image of(Image picture) {
        return (Image) Proxy.newProxyInstance(
                ForeignPicture.class.getClassLoader(), new Class<?>[] {Image.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getWrappedImage")) {
                        return new Object();
                    }
                    if (!Set.of("getWidth", "getHeight", "toNDArray").contains(method.getName())) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    try {
                        return method.invoke(picture, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
