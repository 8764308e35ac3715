// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.documents;

import dev.orbit.schemas.Change;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.provider.agents.StopSignal;
import dev.orbit.tfplugin.schema.Schema;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One kind of document: how it looks in Terraform, in the agents' API, and how the one becomes the other.
 *
 * @param <S> the document as the API carries it
 */
interface DocumentKind<S> {

    String typeName();

    Schema schema();

    /** What it is called in a sentence, such as {@code link}. */
    String noun();

    /** Fills in the attributes that follow from others when the configuration leaves them out. */
    Fields derive(Fields planned, Fields config);

    /** The document that an object asks for; attributes that are null have their defaults. */
    S spec(Fields object, Fields config);

    /** The document as far as it is known, if that tells which topics it meets, and what becomes of them. */
    default Optional<S> foreseen(Fields planned) {
        return Optional.empty();
    }

    /** All that is wrong with a document by itself. */
    List<Problem> problems(S spec);

    /** The stored document with an id. */
    Optional<S> find(Snapshot snapshot, String id);

    /** The ids of all stored documents of this kind. */
    Stream<String> ids(Snapshot snapshot);

    /** Whether a document that is asked for and the stored one say exactly the same. */
    boolean isSame(S spec, S stored);

    /** Whether the stored document says what the state says. */
    boolean isAsIn(Fields state, S stored);

    /**
     * The state of a stored document, spelled as before where it still means the same.
     *
     * @param before the earlier state; null when it is seen for the first time
     */
    Fields state(Snapshot snapshot, S stored, Value before);

    /** Waits until what the agents find out about a written document is there, and fills it in. */
    Fields settle(Fields planned, Agents agents, StopSignal stop);

    /** What is wrong with a written document by now, in the agents' own words. */
    default Optional<String> trouble(Fields written, Agents agents) {
        return Optional.empty();
    }

    /** The write that stores a document. */
    Change put(S spec);

    /** The writes that delete a document, and all that has to go with it. */
    List<Change> delete(Snapshot snapshot, Fields state);

    /** Whether the deletion of this one deletes others too. */
    default boolean takesAlong(Fields state) {
        return false;
    }

    /** Whether there are documents of this kind whose deletion deletes others too. */
    default boolean mayTakeAlong() {
        return false;
    }

    /** The ids of other documents that belong to the one with an id, and go with it if it takes them along. */
    default SortedSet<String> belongingTo(Snapshot snapshot, String id) {
        return new TreeSet<>();
    }
}
