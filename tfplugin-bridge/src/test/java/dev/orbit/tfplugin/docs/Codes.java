// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.docs;

import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The words that stand for what an operator is told, such as {@code stale_revision}: every text that the sources give to
 * something which is called {@code code}, or is one of a few others. A text that cannot be read off the source is told,
 * not passed over.
 */
final class Codes {

    private static final String CODE = "code";

    /** The names of diagnostics, and how the attempts of migrations go. */
    private static final Set<String> OTHERS =
            Set.of("Diagnostic.name", "MirrorTopic.outcome", "TogetherSteps.outcome", "Back.outcome");

    private static final Set<String> NAMES = Set.of(CODE, "outcome");

    /** What takes a word: a method or, by the name of its class, a constructor. */
    private record Taker(String file, String type, String name, int arity, int index, Set<Modifier> modifiers) {

        /** Whether a call on this can be one of it; the qualifier is the name of a class, or of a value of any. */
        boolean canBeCalled(String from, String qualifier) {
            boolean mayBe = qualifier.equals(type)
                    || !modifiers.contains(Modifier.STATIC) && !qualifier.matches("[A-Z]\\w*[a-z]\\w*");
            return from.equals(file) || !modifiers.contains(Modifier.PRIVATE) && mayBe;
        }
    }

    private final List<Taker> takers = new ArrayList<>();
    private final Map<String, ExpressionTree> constants = new HashMap<>();
    private final SortedSet<String> words = new TreeSet<>();
    private final List<String> unread = new ArrayList<>();

    /** Of all these sources together. */
    static Codes of(Collection<Path> files) throws IOException {
        Codes codes = new Codes();
        List<CompilationUnitTree> sources = parsed(files);
        sources.forEach(source -> codes.new Declarations(source).scan(source, null));
        sources.forEach(source -> codes.new Uses(source).scan(source, null));
        return codes;
    }

    private static List<CompilationUnitTree> parsed(Collection<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<CompilationUnitTree> sources = new ArrayList<>();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
            task.parse().forEach(sources::add);
        }
        return sources;
    }

    /** All that were found. */
    SortedSet<String> words() {
        return words;
    }

    /** Where something is given that cannot be read: make it a literal, or a parameter called {@code code}. */
    List<String> unread() {
        return unread;
    }

    private static boolean isWord(VariableTree variable, @Nullable ClassTree type) {
        String name = variable.getName().toString();
        boolean isOther = type != null && OTHERS.contains(type.getSimpleName() + "." + name);
        return Objects.toString(variable.getType()).equals("String") && (isOther || name.equals(CODE));
    }

    private static String lastOf(String qualified) {
        return qualified.substring(qualified.lastIndexOf('.') + 1);
    }

    /** Walks a source, and knows the class it is in. */
    private abstract static class Walk extends TreeScanner<Void, ClassTree> {
        final String file;

        Walk(CompilationUnitTree source) {
            this.file = source.getSourceFile().getName();
        }

        @Override
        public Void visitClass(ClassTree type, @Nullable ClassTree outer) {
            return super.visitClass(type, type);
        }
    }

    private final class Declarations extends Walk {

        Declarations(CompilationUnitTree source) {
            super(source);
        }

        @Override
        public Void visitClass(ClassTree type, @Nullable ClassTree outer) {
            if (type.getKind() == Tree.Kind.RECORD) {
                List<VariableTree> components = type.getMembers().stream()
                        .filter(VariableTree.class::isInstance)
                        .map(VariableTree.class::cast)
                        .filter(field -> !field.getModifiers().getFlags().contains(Modifier.STATIC))
                        .toList();
                add(
                        type,
                        type.getSimpleName().toString(),
                        components,
                        type.getModifiers().getFlags());
            }
            return super.visitClass(type, outer);
        }

        @Override
        public Void visitMethod(MethodTree method, ClassTree type) {
            boolean isConstructor = method.getName().contentEquals("<init>");
            add(
                    type,
                    isConstructor
                            ? type.getSimpleName().toString()
                            : method.getName().toString(),
                    method.getParameters(),
                    method.getModifiers().getFlags());
            return super.visitMethod(method, type);
        }

        private void add(
                ClassTree type, String name, List<? extends VariableTree> parameters, Set<Modifier> modifiers) {
            for (int i = 0; i < parameters.size(); i++) {
                if (isWord(parameters.get(i), type)) {
                    takers.add(new Taker(
                            file, type.getSimpleName().toString(), name, parameters.size(), i, Set.copyOf(modifiers)));
                }
            }
        }

        @Override
        public Void visitVariable(VariableTree variable, @Nullable ClassTree type) {
            boolean isConstant =
                    variable.getModifiers().getFlags().containsAll(Set.of(Modifier.STATIC, Modifier.FINAL));
            if (isConstant && type != null && variable.getInitializer() != null) {
                constants.put(type.getSimpleName() + "." + variable.getName(), variable.getInitializer());
            }
            return super.visitVariable(variable, type);
        }
    }

    private final class Uses extends Walk {

        /** Of the methods that are imported, the class. */
        private final Map<String, String> imported = new HashMap<>();

        Uses(CompilationUnitTree source) {
            super(source);
            source.getImports().stream().filter(ImportTree::isStatic).forEach(each -> {
                MemberSelectTree method = (MemberSelectTree) each.getQualifiedIdentifier();
                imported.put(
                        method.getIdentifier().toString(),
                        lastOf(method.getExpression().toString()));
            });
        }

        /** Whose methods it inherits; its own where it has none. */
        private static String parent(@Nullable ClassTree type) {
            Tree parent = type == null ? null : type.getExtendsClause();
            return parent != null
                    ? lastOf(parent.toString().replaceAll("<.*", ""))
                    : type == null ? "" : type.getSimpleName().toString();
        }

        @Override
        public Void visitNewClass(NewClassTree call, @Nullable ClassTree type) {
            String name = lastOf(call.getIdentifier().toString().replaceAll("<.*", ""));
            called(name, name, call.getArguments(), type);
            return super.visitNewClass(call, type);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, @Nullable ClassTree type) {
            if (call.getMethodSelect() instanceof MemberSelectTree select) {
                String name = select.getIdentifier().toString();
                called(name, lastOf(select.getExpression().toString()), call.getArguments(), type);
            } else {
                String name = call.getMethodSelect().toString();
                called(name, imported.getOrDefault(name, parent(type)), call.getArguments(), type);
            }
            return super.visitMethodInvocation(call, type);
        }

        private void called(
                String name, String qualifier, List<? extends ExpressionTree> arguments, @Nullable ClassTree type) {
            List<Taker> called = takers.stream()
                    .filter(taker -> taker.name().equals(name) && taker.arity() == arguments.size())
                    .filter(taker -> taker.canBeCalled(file, qualifier))
                    .toList();
            List<Taker> own =
                    called.stream().filter(taker -> taker.file().equals(file)).toList();
            (own.isEmpty() ? called : own).forEach(taker -> read(arguments.get(taker.index()), type));
        }

        /** Nobody sees what such a reference is given. */
        @Override
        public Void visitMemberReference(MemberReferenceTree reference, @Nullable ClassTree type) {
            String of = lastOf(reference.getQualifierExpression().toString());
            boolean isNew = reference.getMode() == MemberReferenceTree.ReferenceMode.NEW;
            String name = isNew ? of : reference.getName().toString();
            if (takers.stream()
                    .anyMatch(taker -> taker.name().equals(name) && taker.type().equals(of))) {
                unread.add(file + ": " + reference);
            }
            return super.visitMemberReference(reference, type);
        }

        @Override
        public Void visitVariable(VariableTree variable, @Nullable ClassTree type) {
            if (isWord(variable, null) && variable.getInitializer() != null) {
                read(variable.getInitializer(), type);
            }
            return super.visitVariable(variable, type);
        }

        @Override
        public Void visitMethod(MethodTree method, @Nullable ClassTree type) {
            if (method.getName().contentEquals(CODE)
                    && Objects.toString(method.getReturnType()).equals("String")) {
                new TreeScanner<Void, Void>() {
                    @Override
                    public @Nullable Void visitReturn(ReturnTree answer, @Nullable Void none) {
                        read(answer.getExpression(), type);
                        return null;
                    }

                    @Override
                    public @Nullable Void visitLambdaExpression(LambdaExpressionTree inner, @Nullable Void none) {
                        return null;
                    }
                }.scan(method.getBody(), null);
            }
            return super.visitMethod(method, type);
        }

        private void read(Tree text, @Nullable ClassTree type) {
            if (text instanceof LiteralTree literal) {
                String word = String.valueOf(literal.getValue());
                if (!word.isEmpty()) {
                    words.add(word);
                }
            } else if (text instanceof ParenthesizedTree inner) {
                read(inner.getExpression(), type);
            } else if (text instanceof ConditionalExpressionTree choice) {
                read(choice.getTrueExpression(), type);
                read(choice.getFalseExpression(), type);
            } else if (text instanceof SwitchExpressionTree choice) {
                choice.getCases().stream().map(CaseTree::getBody).forEach(body -> read(body, type));
            } else if (!isPassedOn(text)) {
                ExpressionTree constant = constants.get(
                        text instanceof IdentifierTree && type != null
                                ? type.getSimpleName() + "." + text
                                : text.toString());
                if (constant == null) {
                    unread.add(file + ": " + text);
                } else {
                    read(constant, type);
                }
            }
        }

        /** Whether it is a word already: what has the name, or what others that have it hold. */
        private boolean isPassedOn(Tree text) {
            boolean hasName = text instanceof IdentifierTree
                    || text instanceof MemberSelectTree
                    || text instanceof MethodInvocationTree call
                            && call.getArguments().size() <= 1;
            String name = lastOf(text.toString().replaceAll("\\([^()]*\\)$", ""));
            return hasName && NAMES.contains(name) || text.toString().contains("::code");
        }
    }
}
