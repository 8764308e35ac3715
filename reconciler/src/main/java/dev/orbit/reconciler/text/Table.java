// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/** Rows in aligned columns, two spaces apart; the last column is not padded. */
public final class Table {

    private final List<List<String>> rows = new ArrayList<>();
    private final String indent;

    /** An empty table, each line of which begins with {@code indent}. */
    public Table(String indent) {
        this.indent = indent;
    }

    /** Adds a row; all rows have the same number of cells. */
    public Table row(String... cells) {
        rows.add(Arrays.asList(cells));
        return this;
    }

    /** The lines, each with its line break. */
    public String render() {
        return render((column, cell) -> cell);
    }

    /**
     * The lines, painted.
     *
     * @param paint given the column and the cell, padded; returns it painted
     */
    public String render(BiFunction<Integer, String, String> paint) {
        int[] widths = widths();
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int i = 0; i < row.size(); i++) {
                boolean last = i == row.size() - 1;
                String padded = last ? row.get(i) : pad(row.get(i), widths[i]);
                line.append(paint.apply(i, padded)).append(last ? "" : "  ");
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int[] widths() {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private static String pad(String cell, int width) {
        return cell + " ".repeat(width - cell.length());
    }
}
