/** Linear predictive coding whose values' covariance is bounded, with interneurons and untied weights (Golkar et al. 2022). */
@NullMarked
package org.pcn4j.systems.constrained;

import org.jspecify.annotations.NullMarked;
