package org.pcn4j.data;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a CIFAR set lies: its files and what they hold.
 *
 * @param name of the set, for messages
 * @param folder what its archive unpacks to
 * @param train the names of the files to train on, with the number of the file as its group, or without a group where
 *     there is one file alone
 * @param firstTrain what the first of these files is called
 * @param test what the file to test on is called
 * @param record what a file holds for each image
 * @param advice what to do where files are missing
 */
record CifarLayout(
        String name, String folder, Pattern train, String firstTrain, String test, CifarRecord record, String advice) {
    /** Where the file to test on goes among those to train on, which are counted from 1. */
    static final int TEST_NUMBER = 0;

    /** Returns the number of a file by its name without the folders, or nothing if it is none of the set. */
    Optional<Integer> number(String file) {
        if (file.equals(test)) {
            return Optional.of(TEST_NUMBER);
        }
        Matcher matcher = train.matcher(file);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(matcher.groupCount() == 0 ? 1 : Integer.valueOf(matcher.group(1)));
    }
}
