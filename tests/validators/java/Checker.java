import java.io.BufferedReader;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A checker that stays up: it reads a request a line (an option, a tab, a path) and answers each with one line of JSON.
 * Starting a JVM and reading its schemas costs far more than checking a book, so the tests start each checker once.
 */
abstract class Checker {
    /** One finding; a line or column of 0 is unknown. */
    record Finding(String rule, String severity, String message, String file, int line, int column, String context) {
        String json() {
            return "{\"rule\":" + quote(rule) + ",\"severity\":" + quote(severity) + ",\"message\":" + quote(message)
                + ",\"file\":" + quote(file) + ",\"line\":" + line + ",\"column\":" + column
                + ",\"context\":" + quote(context) + "}";
        }
    }

    /** What is wrong with the file. */
    abstract List<Finding> check(String option, File file) throws Exception;

    final void serve() throws Exception {
        // The libraries print to standard output as they please; the answers must have it alone.
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            int tab = line.indexOf('\t');
            answers.println(answer(line.substring(0, tab), new File(line.substring(tab + 1))));
        }
    }

    private String answer(String option, File file) {
        try {
            List<String> found = new ArrayList<>();
            for (Finding f : check(option, file)) {
                found.add(f.json());
            }
            return "{\"findings\":[" + String.join(",", found) + "]}";
        } catch (Throwable e) { // an Error too: a missing class must be told, not leave the caller waiting
            e.printStackTrace();
            return "{\"crash\":" + quote(e.toString()) + "}";
        }
    }

    static String quote(String s) {
        if (s == null) {
            return "\"\"";
        }
        StringBuilder b = new StringBuilder("\"");
        for (char c : s.toCharArray()) {
            if (c == '"' || c == '\\') {
                b.append('\\').append(c);
            } else if (c < 0x20 || c == 0x7f || Character.isSurrogate(c) || c == 0x2028 || c == 0x2029) {
                b.append(String.format("\\u%04x", (int) c));
            } else {
                b.append(c);
            }
        }
        return b.append('"').toString();
    }
}
