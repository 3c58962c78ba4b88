import java.io.File;
import java.io.FileInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.verapdf.core.ModelParsingException;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** veraPDF for any number of files. The option is a flavour: ua1, ua2, 2b …. One finding a rule, with how often it failed. */
final class CheckPdf extends Checker {
    @Override
    List<Finding> check(String option, File file) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.fromString(option);
        if (flavour == PDFAFlavour.NO_FLAVOUR) {
            throw new IllegalArgumentException("veraPDF knows no flavour " + option);
        }
        List<Finding> findings = new ArrayList<>();
        try (FileInputStream in = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(in, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            Map<String, List<TestAssertion>> failed = new LinkedHashMap<>();
            for (TestAssertion a : result.getTestAssertions()) {
                if (a.getStatus() == TestAssertion.Status.FAILED) {
                    String rule = a.getRuleId().getClause() + "-" + a.getRuleId().getTestNumber();
                    failed.computeIfAbsent(rule, k -> new ArrayList<>()).add(a);
                }
            }
            failed.forEach((rule, all) -> findings.add(new Finding(rule, "error",
                all.get(0).getMessage() + " (" + all.size() + " times)", file.getPath(), 0, 0,
                all.get(0).getLocation() == null ? "" : all.get(0).getLocation().getContext())));
            // No assertion at all, or a verdict without one, must not pass for a good file.
            if (findings.isEmpty() && (!result.isCompliant() || result.getTotalAssertions() == 0)) {
                findings.add(new Finding("not-compliant", "error",
                    "veraPDF gave no verdict of compliance (" + result.getTotalAssertions() + " assertions)",
                    file.getPath(), 0, 0, ""));
            }
        } catch (ModelParsingException e) {
            findings.add(new Finding("unreadable", "fatal", String.valueOf(e.getMessage()), file.getPath(), 0, 0, ""));
        }
        return findings;
    }

    public static void main(String[] args) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        new CheckPdf().serve();
    }
}
