import com.adobe.epubcheck.api.EPUBLocation;
import com.adobe.epubcheck.api.EpubCheck;
import com.adobe.epubcheck.api.MasterReport;
import com.adobe.epubcheck.messages.Message;
import com.adobe.epubcheck.util.FeatureEnum;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** EPUBCheck for any number of books. The option is "usage" to hear usage notes too. */
final class CheckEpub extends Checker {
    private static final class Collect extends MasterReport {
        final List<Finding> findings = new ArrayList<>();
        final boolean usage;

        Collect(boolean usage) {
            this.usage = usage;
        }

        @Override
        public void message(Message m, EPUBLocation at, Object... args) {
            String severity = m.getSeverity().name().toLowerCase(Locale.ROOT);
            boolean told = switch (severity) {
                case "fatal", "error", "warning" -> true;
                case "usage", "info" -> usage;
                default -> false;
            };
            if (told) {
                findings.add(new Finding(m.getID().name().replace('_', '-'), severity, m.getMessage(args),
                    at.getPath(), Math.max(0, at.getLine()), Math.max(0, at.getColumn()), at.getContext().or("")));
            }
        }

        @Override
        public void info(String resource, FeatureEnum feature, String value) {}

        @Override
        public void initialize() {}

        @Override
        public int generate() {
            return 0;
        }
    }

    @Override
    List<Finding> check(String option, File file) {
        Collect report = new Collect(option.equals("usage"));
        report.setEpubFileName(file.getPath());
        EpubCheck check = new EpubCheck(file, report);
        check.setLocale(Locale.ENGLISH);
        check.doValidate();
        return report.findings;
    }

    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ENGLISH);
        new CheckEpub().serve();
    }
}
