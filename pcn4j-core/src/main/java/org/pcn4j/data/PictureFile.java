package org.pcn4j.data;

import java.nio.file.Path;

/** A picture in a file: PNG, JPEG, GIF, of which the first frame counts, or BMP, told by what is in the file. */
record PictureFile(Path path) {
    /**
     * Returns the size of the upright picture, without decoding the pixels.
     *
     * @throws DataException if the file cannot be read or is no picture in one of the formats
     */
    PictureSize size() {
        return EncodedPicture.of(path).size();
    }

    /**
     * Returns the upright picture.
     *
     * @throws DataException if the file cannot be read, is no picture in one of the formats, has too many pixels or is
     *     damaged
     */
    Picture read(ImageReading reading) {
        return EncodedPicture.of(path).read(reading);
    }
}
