package org.pcn4j.data;

import java.util.List;

/**
 * An invented language: words are syllables, each of an onset, a nucleus and a coda, and an ending. What comes several
 * times in a list is as many times as likely; a hyphen is nothing at all. Immutable.
 *
 * @param name of the language
 * @param onsets what syllables begin with
 * @param nuclei their vowels
 * @param codas what they end with
 * @param endings what words end with
 * @param most syllables before the ending, at least 1
 */
record Language(
        String name, List<String> onsets, List<String> nuclei, List<String> codas, List<String> endings, int most) {

    /** Returns all languages. */
    static List<Language> all() {
        return List.of(
                of("Avenic", "l m n r v s d t b - l n r", "a e i o a e ia", "- - - - n l r", "a o e i ia ino ello", 3),
                of(
                        "Brok",
                        "k g t d b r kr gr br st z v - k",
                        "a o u a e i",
                        "- - k n rt r l sk",
                        "- ak ov in or ek",
                        2),
                of(
                        "Cariel",
                        "c r l m n s th d - f l",
                        "a e i o ae ie e a",
                        "- - - l n r th s",
                        "el iel on as is eth",
                        2),
                of("Dunmar", "d m r b g h l n t s w st", "u a o e a u", "- n m r l nd rm d", "- ar um an en or", 2),
                of(
                        "Eskali",
                        "k s t p l n m h v j - s",
                        "i a e o aa ii ee i a u",
                        "- - - s k n l t",
                        "i a en inen ka ki u",
                        3),
                of(
                        "Fuhota",
                        "h k t m n s f y r sh ts - k",
                        "a i u e o a o i u",
                        "- - - - - n",
                        "a o ka ta ko i mi",
                        3));
    }

    private static Language of(String name, String onsets, String nuclei, String codas, String endings, int most) {
        return new Language(name, list(onsets), list(nuclei), list(codas), list(endings), most);
    }

    private static List<String> list(String parts) {
        return List.of(parts.replace("-", "").split(" ", -1));
    }

    /** Draws a word of this language. */
    String word(Draws draws) {
        StringBuilder word = new StringBuilder();
        int syllables = 1 + draws.below(most);
        for (int i = 0; i < syllables; i++) {
            word.append(pick(onsets, draws)).append(pick(nuclei, draws)).append(pick(codas, draws));
        }
        return word.append(pick(endings, draws)).toString();
    }

    private static String pick(List<String> parts, Draws draws) {
        return parts.get(draws.below(parts.size()));
    }
}
