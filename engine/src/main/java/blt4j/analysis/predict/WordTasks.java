package blt4j.analysis.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/**
 * Tasks that ask what a word is made of, after those of CUTE (Edman et al. 2024, arXiv 2409.15452), which the paper
 * evaluates in section 6.1. They are made from a word list and a seed. An item is a prompt with solved examples and
 * several answers, of which the right one should be the likeliest; wrong answers are as long as the right one wherever
 * that can be.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum WordTasks {
    /** The letters of a word, one by one. */
    SPELLING("Spell the word", false) {
        @Override
        Question ask(List<String> words, RandomGenerator random) {
            String word = words.getFirst();
            return new Question(word, spaced(word), spaced(scrambled(word, random)), spaced(changed(word, random)));
        }
    },
    /** A word from its letters. */
    INVERSE_SPELLING("Write as a word", false) {
        @Override
        Question ask(List<String> words, RandomGenerator random) {
            String word = words.getFirst();
            return new Question(spaced(word), word, scrambled(word, random), changed(word, random));
        }
    },
    /** Whether a letter occurs in a word. */
    CONTAINS_CHARACTER("Is there the letter", false) {
        @Override
        Question ask(List<String> words, RandomGenerator random) {
            String word = words.getFirst();
            boolean yes = random.nextBoolean();
            char letter = yes ? word.charAt(random.nextInt(word.length())) : missing(word, random);
            return new Question(letter + " in " + word, yes ? "yes" : "no", yes ? "no" : "yes");
        }
    },
    /** A letter put in after another. */
    INSERT_CHARACTER("Insert the letter", false) {
        @Override
        Question ask(List<String> words, RandomGenerator random) {
            String word = words.getFirst();
            int at = random.nextInt(word.length());
            char letter = letter(random);
            String right = word.substring(0, at + 1) + letter + word.substring(at + 1);
            int wrong = (at + 1 + random.nextInt(word.length())) % (word.length() + 1);
            String elsewhere = word.substring(0, wrong) + letter + word.substring(wrong);
            String other = word.substring(0, at + 1) + next(letter) + word.substring(at + 1);
            return new Question(letter + " after " + word.charAt(at) + " in " + word, right, elsewhere, other);
        }
    },
    /** A letter left out. */
    DELETE_CHARACTER("Delete the letter", false) {
        @Override
        Question ask(List<String> words, RandomGenerator random) {
            String word = words.getFirst();
            int at = random.nextInt(word.length());
            int other = (at + 1 + random.nextInt(word.length() - 1)) % word.length();
            String right = without(word, at);
            return new Question(word.charAt(at) + " in " + word, right, without(word, other), scrambled(right, random));
        }
    },
    /** A letter in another's place. */
    SUBSTITUTE_CHARACTER("Replace the letter", false) {
        @Override
        Question ask(List<String> words, RandomGenerator random) {
            String word = words.getFirst();
            int at = random.nextInt(word.length());
            char letter = missing(word, random);
            int other = (at + 1 + random.nextInt(word.length() - 1)) % word.length();
            return new Question(
                    word.charAt(at) + " by " + letter + " in " + word,
                    with(word, at, letter),
                    with(word, other, letter),
                    word);
        }
    },
    /** Two letters that change places. */
    SWAP_CHARACTERS("Swap the letters", false) {
        @Override
        Question ask(List<String> words, RandomGenerator random) {
            String word = words.getFirst();
            int a = random.nextInt(word.length());
            int b = (a + 1 + random.nextInt(word.length() - 1)) % word.length();
            String right = with(with(word, a, word.charAt(b)), b, word.charAt(a));
            return new Question(
                    word.charAt(a) + " and " + word.charAt(b) + " in " + word, right, word, scrambled(word, random));
        }
    },
    /** Whether a word occurs in a sentence. */
    CONTAINS_WORD("Is there the word", true) {
        @Override
        Question ask(List<String> words, RandomGenerator random) {
            boolean yes = random.nextBoolean();
            List<String> sentence = words.subList(1, words.size());
            String word = yes ? sentence.get(random.nextInt(sentence.size())) : words.getFirst();
            return new Question(word + " in " + joined(sentence), yes ? "yes" : "no", yes ? "no" : "yes");
        }
    },
    /** A word put in after another. */
    INSERT_WORD("Insert the word", true) {
        @Override
        Question ask(List<String> words, RandomGenerator random) {
            List<String> sentence = words.subList(1, words.size());
            int at = random.nextInt(sentence.size());
            int other = (at + 1 + random.nextInt(sentence.size() - 1)) % sentence.size();
            return new Question(
                    words.getFirst() + " after " + sentence.get(at) + " in " + joined(sentence),
                    joined(inserted(sentence, at + 1, words.getFirst())),
                    joined(inserted(sentence, other + 1, words.getFirst())),
                    joined(inserted(sentence, at + 1, sentence.get(at))));
        }
    },
    /** A word left out. */
    DELETE_WORD("Delete the word", true) {
        @Override
        Question ask(List<String> words, RandomGenerator random) {
            List<String> sentence = words.subList(1, words.size());
            int at = random.nextInt(sentence.size());
            int other = (at + 1 + random.nextInt(sentence.size() - 1)) % sentence.size();
            return new Question(
                    sentence.get(at) + " in " + joined(sentence),
                    joined(deleted(sentence, at)),
                    joined(deleted(sentence, other)));
        }
    },
    /** A word in another's place. */
    SUBSTITUTE_WORD("Replace the word", true) {
        @Override
        Question ask(List<String> words, RandomGenerator random) {
            List<String> sentence = words.subList(1, words.size());
            int at = random.nextInt(sentence.size());
            int other = (at + 1 + random.nextInt(sentence.size() - 1)) % sentence.size();
            return new Question(
                    sentence.get(at) + " by " + words.getFirst() + " in " + joined(sentence),
                    joined(replaced(sentence, at, words.getFirst())),
                    joined(replaced(sentence, other, words.getFirst())),
                    joined(sentence));
        }
    },
    /** Two words that change places. */
    SWAP_WORDS("Swap the words", true) {
        @Override
        Question ask(List<String> words, RandomGenerator random) {
            List<String> sentence = words.subList(1, words.size());
            int a = random.nextInt(sentence.size());
            int b = (a + 1 + random.nextInt(sentence.size() - 1)) % sentence.size();
            List<String> right = replaced(replaced(sentence, a, sentence.get(b)), b, sentence.get(a));
            return new Question(
                    sentence.get(a) + " and " + sentence.get(b) + " in " + joined(sentence),
                    joined(right),
                    joined(sentence));
        }
    };

    private static final int SENTENCE = 4;
    private static final int SHORTEST = 4;
    private static final int LONGEST = 9;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

    private final String instruction;
    private final boolean ofSentences;

    WordTasks(String instruction, boolean ofSentences) {
        this.instruction = instruction;
        this.ofSentences = ofSentences;
    }

    /**
     * A question to be answered.
     *
     * @param prompt solved examples, and the question
     * @param answers what may follow; the first is right, no other equals it
     */
    public record Item(String prompt, List<String> answers) {
        /** Copies the list. */
        public Item {
            answers = List.copyOf(answers);
        }
    }

    /** A question, its right answer, and wrong ones. */
    record Question(String text, String right, List<String> wrong) {
        Question(String text, String right, String... wrong) {
            this(
                    text,
                    right,
                    List.of(wrong).stream()
                            .filter(w -> !w.equals(right))
                            .distinct()
                            .toList());
        }
    }

    abstract Question ask(List<String> words, RandomGenerator random);

    /**
     * {@return the words of a list that tasks are made of: four to nine small letters, no two alike, so that a letter
     * names its place}
     *
     * @param list any words
     */
    public static List<String> usable(List<String> list) {
        return list.stream()
                .map(String::strip)
                .filter(w -> w.length() >= SHORTEST && w.length() <= LONGEST && w.matches("[a-z]+"))
                .filter(w -> w.chars().distinct().count() == w.length())
                .distinct()
                .toList();
    }

    /**
     * Makes items.
     *
     * @param words {@link #usable}, at least 16
     * @param count how many items
     * @param shots how many solved examples stand before each question
     * @param seed the same seed makes the same items of the same words
     * @return as many items as were asked for; equal seeds make equal ones
     */
    public List<Item> items(List<String> words, int count, int shots, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed * 31 + name().hashCode());
        List<Item> items = new ArrayList<>();
        while (items.size() < count) {
            StringBuilder prompt = new StringBuilder();
            for (int shot = 0; shot < shots; shot++) {
                Question solved = question(words, random);
                prompt.append(line(solved)).append(' ').append(solved.right()).append("\n");
            }
            Question asked = question(words, random);
            prompt.append(line(asked));
            List<String> answers = new ArrayList<>();
            answers.add(" " + asked.right() + "\n");
            asked.wrong().forEach(wrong -> answers.add(" " + wrong + "\n"));
            items.add(new Item(prompt.toString(), answers));
        }
        return items;
    }

    private String line(Question question) {
        return instruction + " " + question.text() + ":";
    }

    /** A question that has a wrong answer. */
    private Question question(List<String> words, RandomGenerator random) {
        Question question;
        do {
            List<String> drawn = new ArrayList<>();
            while (drawn.size() < (ofSentences ? SENTENCE + 1 : 1)) {
                String word = words.get(random.nextInt(words.size()));
                if (!drawn.contains(word)) {
                    drawn.add(word);
                }
            }
            question = ask(drawn, random);
        } while (question.wrong().isEmpty());
        return question;
    }

    /** {@return what a table calls it} */
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String spaced(String word) {
        return word.chars().mapToObj(Character::toString).collect(Collectors.joining(" "));
    }

    private static String joined(List<String> sentence) {
        return String.join(" ", sentence);
    }

    /** The word with two neighbouring letters, which differ, changed round. */
    private static String scrambled(String word, RandomGenerator random) {
        int start = random.nextInt(word.length() - 1);
        for (int i = 0; i < word.length() - 1; i++) {
            int at = (start + i) % (word.length() - 1);
            if (word.charAt(at) != word.charAt(at + 1)) {
                return with(with(word, at, word.charAt(at + 1)), at + 1, word.charAt(at));
            }
        }
        return word;
    }

    private static String changed(String word, RandomGenerator random) {
        return with(word, random.nextInt(word.length()), missing(word, random));
    }

    private static String with(String word, int at, char letter) {
        return word.substring(0, at) + letter + word.substring(at + 1);
    }

    private static String without(String word, int at) {
        return word.substring(0, at) + word.substring(at + 1);
    }

    private static char letter(RandomGenerator random) {
        return LETTERS.charAt(random.nextInt(LETTERS.length()));
    }

    private static char next(char letter) {
        return LETTERS.charAt((LETTERS.indexOf(letter) + 1) % LETTERS.length());
    }

    private static char missing(String word, RandomGenerator random) {
        char letter;
        do {
            letter = letter(random);
        } while (word.indexOf(letter) >= 0);
        return letter;
    }

    private static List<String> inserted(List<String> sentence, int at, String word) {
        List<String> longer = new ArrayList<>(sentence);
        longer.add(at, word);
        return longer;
    }

    private static List<String> deleted(List<String> sentence, int at) {
        List<String> shorter = new ArrayList<>(sentence);
        shorter.remove(at);
        return shorter;
    }

    private static List<String> replaced(List<String> sentence, int at, String word) {
        List<String> other = new ArrayList<>(sentence);
        other.set(at, word);
        return other;
    }
}
