// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a record has as JSON. Looked up once for each record: reflection costs more than a large document's reading. */
public final class RecordFields {

    private static final ClassValue<List<Field>> FIELDS = new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> record) {
            return Arrays.stream(record.getRecordComponents())
                    .map(RecordFields::field)
                    .toList();
        }
    };

    private RecordFields() {}

    /**
     * One of a record.
     *
     * @param name in JSON
     * @param isNullable whether it may be null or left out
     */
    public record Field(String name, Type type, boolean isNullable, Method accessor) {

        /** Its value in a record of its class. */
        public @Nullable Object of(Object value) {
            try {
                return accessor.invoke(value);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot read " + name, e);
            }
        }
    }

    /** Those of a record's class, as it lists them. */
    public static List<Field> of(Class<?> record) {
        return FIELDS.get(record);
    }

    private static Field field(RecordComponent component) {
        return new Field(
                SnakeCaseStrategy.INSTANCE.translate(component.getName()),
                component.getGenericType(),
                component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                component.getAccessor());
    }
}
