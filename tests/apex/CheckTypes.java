// Checks the types of many sfdx projects by apex-ls in one process, because the process starts slowly:
// java -cp '<java-lib>/*' CheckTypes.java <project folder>...
// Prints a line for each complaint: path, line, category and message, apart by tabs; then `done`.
import com.nawforce.apexlink.api.Org;
import com.nawforce.apexlink.rpc.OpenOptions;
import com.nawforce.runtime.platform.Path;
import io.github.apexdevtools.api.Issue;

public class CheckTypes {
    private static final int MOST = 10_000;

    public static void main(String[] folders) {
        OpenOptions options = OpenOptions.create().withCache(false).withAutoFlush(false);
        for (String folder : folders) {
            Org org = Org.newOrg(Path.apply(folder), options);
            for (Issue issue : org.issues().issuesForFiles(null, false, MOST)) {
                print(issue);
            }
        }
        System.out.println("done");
    }

    private static void print(Issue issue) {
        String message = issue.message().replaceAll("\\s+", " ");
        int line = issue.fileLocation().startLineNumber();
        System.out.println(
            issue.filePath() + "\t" + line + "\t" + issue.rule().name() + "\t" + message
        );
    }
}
