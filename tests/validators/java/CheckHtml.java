import java.io.File;
import java.util.ArrayList;
import java.util.List;
import nu.validator.validation.SimpleDocumentValidator;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXParseException;

/** The Nu Html Checker for any number of pages (or style sheets, by their suffix .css). Takes no option. */
final class CheckHtml extends Checker {
    private static final class Collect implements ErrorHandler {
        final List<Finding> findings = new ArrayList<>();
        private final String file;

        Collect(String file) {
            this.file = file;
        }

        private void add(String severity, SAXParseException e) {
            findings.add(new Finding("nu", severity, e.getMessage(), file,
                Math.max(0, e.getLineNumber()), Math.max(0, e.getColumnNumber()), ""));
        }

        @Override
        public void warning(SAXParseException e) {
            add("warning", e);
        }

        @Override
        public void error(SAXParseException e) {
            add("error", e);
        }

        @Override
        public void fatalError(SAXParseException e) {
            add("fatal", e);
        }
    }

    @Override
    List<Finding> check(String option, File file) throws Exception {
        Collect collect = new Collect(file.getPath());
        // The schemas are kept by the library from one validator to the next; a new validator keeps one page's state
        // out of the next one's.
        SimpleDocumentValidator validator = new SimpleDocumentValidator(true, false, false);
        validator.setUpMainSchema("http://s.validator.nu/html5-rdfalite.rnc", collect);
        validator.setUpValidatorAndParsers(collect, false, false);
        if (file.getName().endsWith(".css")) {
            validator.setAllowCss(true);
            validator.checkCssFile(file, true);
        } else {
            validator.checkHtmlFile(file, true);
        }
        return collect.findings;
    }

    public static void main(String[] args) throws Exception {
        new CheckHtml().serve();
    }
}
