import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jetbrains.kotlin.cli.common.messages.MessageCollector;
import org.jetbrains.kotlin.cli.jvm.compiler.EnvironmentConfigFiles;
import org.jetbrains.kotlin.cli.jvm.compiler.KotlinCoreEnvironment;
import org.jetbrains.kotlin.com.intellij.openapi.util.Disposer;
import org.jetbrains.kotlin.com.intellij.psi.PsiComment;
import org.jetbrains.kotlin.com.intellij.psi.PsiElement;
import org.jetbrains.kotlin.com.intellij.psi.PsiErrorElement;
import org.jetbrains.kotlin.com.intellij.psi.PsiWhiteSpace;
import org.jetbrains.kotlin.com.intellij.psi.util.PsiTreeUtil;
import org.jetbrains.kotlin.config.CommonConfigurationKeys;
import org.jetbrains.kotlin.config.CompilerConfiguration;
import org.jetbrains.kotlin.kdoc.psi.api.KDoc;
import org.jetbrains.kotlin.psi.*;

/**
 * Prints what Kotlin's own parser sees declared. Standard input: a path of a Kotlin file a line.
 * Output, for each: "F", the number of places it cannot parse; then for each declaration that is
 * not local "D", kind, name, and the offsets of its name, its start and its end in characters,
 * line ends counted as one. Tabs between.
 */
public final class Definitions {
    private final PrintStream out;
    private String text;

    private Definitions(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.put(CommonConfigurationKeys.MODULE_NAME, "files");
        configuration.put(
                CommonConfigurationKeys.MESSAGE_COLLECTOR_KEY, MessageCollector.Companion.getNONE());
        KtPsiFactory factory = new KtPsiFactory(
                KotlinCoreEnvironment.createForProduction(
                                Disposer.newDisposable("definitions"),
                                configuration,
                                EnvironmentConfigFiles.JVM_CONFIG_FILES)
                        .getProject());
        Definitions definitions = new Definitions(out);
        BufferedReader paths =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String path; (path = paths.readLine()) != null; ) {
            definitions.file(factory, Path.of(path));
        }
        out.flush();
        System.exit(0); // the compiler leaves threads behind
    }

    private void file(KtPsiFactory factory, Path path) throws Exception {
        String read = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        read = read.startsWith("\ufeff") ? read.substring(1) : read;
        text = read.replace("\r\n", "\n").replace('\r', '\n');
        KtFile file = factory.createFile(path.getFileName().toString(), text);
        out.println("F\t" + PsiTreeUtil.findChildrenOfType(file, PsiErrorElement.class).size());
        file.getDeclarations().forEach(this::declaration);
    }

    private void declaration(KtDeclaration declaration) {
        if (declaration instanceof KtClassOrObject) {
            type((KtClassOrObject) declaration);
        } else if (declaration instanceof KtNamedFunction) {
            say("function", (KtNamedFunction) declaration);
        } else if (declaration instanceof KtProperty) {
            say("property", (KtProperty) declaration);
        } else if (declaration instanceof KtTypeAlias) {
            say("typealias", (KtTypeAlias) declaration);
        }
    }

    private void type(KtClassOrObject type) {
        say(kind(type), type);
        for (KtParameter parameter : type.getPrimaryConstructorParameters()) {
            if (parameter.hasValOrVar()) {
                say("property", parameter);
            }
        }
        type.getDeclarations().forEach(this::declaration);
    }

    private static String kind(KtClassOrObject type) {
        if (type instanceof KtObjectDeclaration) {
            return "object";
        }
        KtClass one = (KtClass) type;
        return one instanceof KtEnumEntry ? "enum_entry"
                : one.isInterface() ? "interface"
                : one.isEnum() ? "enum"
                : one.isAnnotation() ? "annotation" : "class";
    }

    private void say(String kind, KtNamedDeclaration one) {
        PsiElement name = one.getNameIdentifier();
        if (name == null && one instanceof KtObjectDeclaration) {
            name = ((KtObjectDeclaration) one).getObjectKeyword();
        }
        int at = name == null ? one.getTextOffset() : name.getTextRange().getStartOffset();
        out.println("D\t" + kind + "\t" + one.getName() + "\t" + characters(at) + "\t"
                + characters(start(one)) + "\t" + characters(end(one)));
    }

    private int characters(int offset) {
        return text.codePointCount(0, offset);
    }

    /** Where the declaration or its KDoc begins; the parser counts comments before it too. */
    private static int start(PsiElement one) {
        PsiElement child = one.getFirstChild();
        while (isSpace(child) && !(child instanceof KDoc)) {
            child = child.getNextSibling();
        }
        return child.getTextRange().getStartOffset();
    }

    /** Where it ends without a comment, comma or semicolon behind it. */
    private static int end(PsiElement one) {
        PsiElement leaf = PsiTreeUtil.getDeepestLast(one);
        while (leaf.getTextLength() == 0 || isSpace(leaf) || leaf.textMatches(",")
                || leaf.textMatches(";") || PsiTreeUtil.getParentOfType(leaf, KDoc.class) != null) {
            leaf = PsiTreeUtil.prevLeaf(leaf);
        }
        return leaf.getTextRange().getEndOffset();
    }

    private static boolean isSpace(PsiElement one) {
        return one instanceof PsiWhiteSpace || one instanceof PsiComment;
    }
}
