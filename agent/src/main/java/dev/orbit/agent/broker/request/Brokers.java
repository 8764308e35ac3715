// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import kafka.network.RequestChannel;
import kafka.server.KafkaApis;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;

/** Who may ask for what brokers alone may. */
final class Brokers {

    private Brokers() {}

    /** @param logsDenial whether it is told of in the authorizer's log when the principal may not */
    static boolean includes(RequestChannel.Request request, KafkaApis apis, boolean logsDenial) {
        return apis.authHelper()
                .authorize(
                        request.context(),
                        AclOperation.CLUSTER_ACTION,
                        ResourceType.CLUSTER,
                        Resource.CLUSTER_NAME,
                        true,
                        logsDenial,
                        1);
    }
}
