/**
 * Networks written as ONNX models, which other programs run: {@link org.pcn4j.train.onnx.Onnx} writes them, and a {@link
 * org.pcn4j.train.onnx.Translation} says how a function is expressed.
 */
@NullMarked
package org.pcn4j.train.onnx;

import org.jspecify.annotations.NullMarked;
