import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import javax.tools.ToolProvider;
import com.google.devtools.ksp.impl.KotlinSymbolProcessing;
import com.google.devtools.ksp.processing.KSPJvmConfig;
import com.google.devtools.ksp.processing.KspGradleLogger;
import com.google.devtools.ksp.processing.KspJvmArgParserKt;
import com.google.devtools.ksp.processing.SymbolProcessorProvider;
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler;

/**
 * Compilers that stay warm. A request is one line on standard input, the name of a tool and the
 * path of a file with one argument a line. The answer is what the tool printed, then a line that
 * begins with "== " and holds the tool's exit code. Ends when standard input ends.
 */
public final class CompilerService {
    private final PrintStream answers = System.out;
    private ClassLoader processors;

    public static void main(String[] arguments) throws Exception {
        CompilerService service = new CompilerService();
        BufferedReader requests =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = requests.readLine()) != null; ) {
            String[] request = line.split(" ", 2);
            service.answer(request[0], Files.readAllLines(Path.of(request[1])));
        }
        System.exit(0); // the compilers leave threads behind
    }

    private void answer(String tool, List<String> arguments) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream messages = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(messages);
        System.setErr(messages);
        int code;
        try {
            code = run(tool, arguments.toArray(new String[0]), messages);
        } catch (Throwable fault) {
            fault.printStackTrace(messages);
            code = 3;
        }
        answers.write(printed.toByteArray());
        answers.print("\n== " + code + "\n");
        answers.flush();
    }

    private int run(String tool, String[] arguments, PrintStream messages) throws Exception {
        switch (tool) {
            case "kotlin":
                return new K2JVMCompiler().exec(messages, arguments).getCode();
            case "java":
                return ToolProvider.getSystemJavaCompiler().run(null, messages, messages, arguments);
            case "ksp":
                return process(arguments);
            case "junit":
                return test(arguments, messages);
            default:
                throw new IllegalArgumentException(tool);
        }
    }

    private int process(String[] arguments) throws Exception {
        kotlin.Pair<KSPJvmConfig, List<String>> parsed =
                KspJvmArgParserKt.kspJvmArgParser(arguments);
        if (processors == null) {
            processors = new URLClassLoader(
                    urls(parsed.getSecond()), CompilerService.class.getClassLoader());
        }
        List<SymbolProcessorProvider> providers = new ArrayList<>();
        ServiceLoader.load(SymbolProcessorProvider.class, processors).forEach(providers::add);
        return new KotlinSymbolProcessing(
                        parsed.getFirst(),
                        providers,
                        new KspGradleLogger(KspGradleLogger.LOGGING_LEVEL_WARN))
                .execute()
                .getCode();
    }

    /** The class path, then the names of test classes. */
    private int test(String[] arguments, PrintStream messages) throws Exception {
        List<String> path = List.of(arguments[0].split(File.pathSeparator));
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(urls(path), ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(loader);
            Class<?>[] classes = new Class<?>[arguments.length - 1];
            for (int i = 0; i < classes.length; i++) {
                classes[i] = loader.loadClass(arguments[i + 1]);
            }
            Method run = loader.loadClass("org.junit.runner.JUnitCore")
                    .getMethod("runClasses", Class[].class);
            Object result = run.invoke(null, (Object) classes);
            for (Object failure : (List<?>) call(result, "getFailures")) {
                messages.println(call(failure, "getTrace"));
            }
            messages.println("ran " + call(result, "getRunCount"));
            return (boolean) call(result, "wasSuccessful") ? 0 : 1;
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static Object call(Object target, String method) throws Exception {
        return target.getClass().getMethod(method).invoke(target);
    }

    private static URL[] urls(List<String> paths) throws Exception {
        URL[] urls = new URL[paths.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = new File(paths.get(i)).toURI().toURL();
        }
        return urls;
    }
}
