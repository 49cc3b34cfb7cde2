package org.pcn4j.data;

import static org.pcn4j.data.Stroke.curve;
import static org.pcn4j.data.Stroke.line;

import java.util.List;

/** How people write the ten digits: for each digit a few styles, each a list of pen strokes. Immutable. */
final class Glyphs {
    private static final List<List<List<Stroke>>> STYLES =
            List.of(zero(), one(), two(), three(), four(), five(), six(), seven(), eight(), nine());

    private Glyphs() {}

    /** Returns the styles of a digit 0 … 9, each a list of strokes. */
    static List<List<Stroke>> styles(int digit) {
        return STYLES.get(digit);
    }

    private static List<List<Stroke>> zero() {
        return List.of(
                List.of(curve(".5,.04 .27,.2 .2,.5 .28,.8 .5,.96 .73,.8 .8,.5 .73,.2 .5,.04")),
                List.of(curve(".62,.07 .4,.09 .26,.34 .27,.66 .44,.93 .66,.84 .75,.5 .66,.2 .44,.08")),
                List.of(curve(".46,.06 .3,.3 .28,.64 .44,.94 .62,.82 .7,.45 .64,.14 .52,.05")));
    }

    private static List<List<Stroke>> one() {
        return List.of(
                List.of(line(".5,.04 .5,.96")),
                List.of(line(".3,.26 .54,.05 .54,.96")),
                List.of(line(".3,.24 .52,.05 .52,.95"), line(".28,.95 .76,.95")));
    }

    private static List<List<Stroke>> two() {
        return List.of(
                List.of(curve(".24,.25 .36,.08 .58,.05 .74,.2 .69,.42 .46,.7 .22,.93"), line(".22,.93 .8,.93")),
                List.of(curve(".24,.22 .42,.06 .66,.1 .72,.34 .52,.66 .28,.9 .18,.84 .3,.76 .54,.9 .82,.88")),
                List.of(curve(".2,.14 .46,.06 .7,.14 .7,.32 .46,.62 .2,.9"), curve(".2,.9 .4,.84 .6,.92 .82,.86")));
    }

    private static List<List<Stroke>> three() {
        return List.of(
                List.of(
                        curve(".24,.14 .5,.04 .73,.18 .68,.38 .44,.48"),
                        curve(".44,.48 .72,.56 .78,.77 .54,.95 .22,.86")),
                List.of(line(".24,.07 .74,.07 .46,.42"), curve(".46,.42 .72,.5 .78,.74 .56,.95 .22,.86")),
                List.of(curve(".26,.1 .54,.05 .7,.2 .6,.38 .42,.46 .46,.48 .68,.58 .74,.78 .52,.94 .24,.9")));
    }

    private static List<List<Stroke>> four() {
        return List.of(
                List.of(line(".28,.06 .2,.56 .82,.56"), line(".66,.22 .64,.96")),
                List.of(line(".64,.96 .64,.05 .18,.64 .86,.64")),
                List.of(curve(".26,.06 .22,.36 .32,.52 .54,.52 .72,.42"), curve(".74,.08 .71,.5 .68,.96")));
    }

    private static List<List<Stroke>> five() {
        return List.of(
                List.of(line(".76,.07 .32,.07 .28,.44"), curve(".28,.44 .52,.36 .76,.52 .74,.8 .5,.95 .2,.86")),
                List.of(curve(".76,.08 .42,.1 .3,.28 .42,.43 .68,.54 .74,.78 .52,.95 .22,.88")),
                List.of(curve(".34,.07 .28,.42 .54,.4 .76,.6 .68,.86 .44,.95 .22,.86"), line(".34,.07 .78,.06")));
    }

    private static List<List<Stroke>> six() {
        return List.of(
                List.of(curve(".7,.05 .42,.22 .25,.56 .3,.86 .54,.96 .75,.78 .64,.56 .4,.56 .27,.74")),
                List.of(curve(".42,.04 .28,.34 .24,.68 .38,.94 .62,.92 .72,.72 .56,.56 .36,.64 .27,.78")),
                List.of(curve(".64,.1 .48,.06 .28,.3 .24,.66 .4,.94 .66,.9 .72,.68 .5,.52 .28,.62")));
    }

    private static List<List<Stroke>> seven() {
        return List.of(
                List.of(line(".2,.08 .78,.08 .42,.96")),
                List.of(line(".2,.08 .78,.08 .44,.96"), line(".34,.52 .76,.5")),
                List.of(line(".2,.24 .22,.09 .8,.08"), curve(".8,.08 .58,.4 .46,.7 .44,.96")),
                List.of(curve(".2,.16 .36,.07 .6,.12 .78,.07"), curve(".78,.07 .58,.44 .48,.96")));
    }

    private static List<List<Stroke>> eight() {
        return List.of(
                List.of(curve(
                        ".68,.14 .48,.04 .29,.2 .42,.4 .68,.6 .74,.82 .5,.96 .26,.82 .34,.6 .6,.4 .72,.2 .64,.1")),
                List.of(
                        curve(".5,.48 .3,.36 .32,.14 .52,.04 .7,.16 .68,.36 .5,.48"),
                        curve(".5,.48 .26,.62 .26,.86 .5,.96 .76,.84 .74,.6 .5,.48")));
    }

    private static List<List<Stroke>> nine() {
        return List.of(
                List.of(curve(".72,.2 .52,.05 .29,.18 .3,.4 .5,.5 .7,.34 .73,.16"), line(".73,.16 .68,.96")),
                List.of(curve(".7,.16 .48,.05 .28,.22 .34,.44 .56,.45 .72,.2 .75,.5 .68,.84 .48,.95 .28,.88")),
                List.of(curve(".66,.1 .42,.08 .27,.28 .4,.48 .64,.38 .72,.1"), curve(".72,.1 .66,.5 .44,.96")));
    }
}
