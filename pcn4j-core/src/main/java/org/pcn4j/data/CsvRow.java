package org.pcn4j.data;

import java.util.List;

/**
 * A row of separated fields.
 *
 * @param number from 1, as a spreadsheet counts: the header and empty rows included
 * @param fields as they are, without their quotes
 */
record CsvRow(int number, List<String> fields) {}
