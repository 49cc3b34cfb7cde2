package org.pcn4j.data;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/** Images as bytes, to compare them. */
final class ImageBytes {
    private ImageBytes() {}

    /** Returns label and pixels of each image in turn. */
    static byte[] all(LabeledImages images) {
        int numbers = images.numbersPerImage();
        ByteBuffer buffer = ByteBuffer.allocate(images.size() * (1 + numbers));
        float[] pixels = new float[numbers];
        for (int i = 0; i < images.size(); i++) {
            buffer.put((byte) images.label(i));
            images.copyPixels(i, pixels, 0);
            for (float pixel : pixels) {
                buffer.put((byte) Math.round(255 * pixel));
            }
        }
        return buffer.array();
    }

    static Set<ByteBuffer> common(LabeledImages some, LabeledImages others) {
        Set<ByteBuffer> common = distinct(some);
        common.retainAll(distinct(others));
        return common;
    }

    static Set<ByteBuffer> distinct(LabeledImages images) {
        int numbers = images.numbersPerImage();
        byte[] bytes = all(images);
        Set<ByteBuffer> set = new HashSet<>();
        for (int i = 0; i < images.size(); i++) {
            // Without the label, the first byte: images of the same pixels are the same whatever they are called.
            set.add(ByteBuffer.wrap(bytes, i * (1 + numbers) + 1, numbers).slice());
        }
        return set;
    }
}
