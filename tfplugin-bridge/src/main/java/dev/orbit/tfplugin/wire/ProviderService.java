// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.wire;

import com.google.protobuf.ByteString;
import dev.orbit.proto.tfplugin6.ApplyResourceChange;
import dev.orbit.proto.tfplugin6.ConfigureProvider;
import dev.orbit.proto.tfplugin6.GetMetadata;
import dev.orbit.proto.tfplugin6.GetProviderSchema;
import dev.orbit.proto.tfplugin6.ImportResourceState;
import dev.orbit.proto.tfplugin6.MoveResourceState;
import dev.orbit.proto.tfplugin6.PlanResourceChange;
import dev.orbit.proto.tfplugin6.ProviderGrpc;
import dev.orbit.proto.tfplugin6.ReadDataSource;
import dev.orbit.proto.tfplugin6.ReadResource;
import dev.orbit.proto.tfplugin6.ServerCapabilities;
import dev.orbit.proto.tfplugin6.StopProvider;
import dev.orbit.proto.tfplugin6.UpgradeResourceState;
import dev.orbit.proto.tfplugin6.ValidateDataResourceConfig;
import dev.orbit.proto.tfplugin6.ValidateProviderConfig;
import dev.orbit.proto.tfplugin6.ValidateResourceConfig;
import dev.orbit.tfplugin.cty.Type;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.decode.ValueDecoder;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.diag.DiagnosticException;
import dev.orbit.tfplugin.encode.DiagnosticEncoder;
import dev.orbit.tfplugin.encode.SchemaEncoder;
import dev.orbit.tfplugin.encode.ValueEncoder;
import dev.orbit.tfplugin.resource.DataSource;
import dev.orbit.tfplugin.resource.Outcome;
import dev.orbit.tfplugin.resource.Resource;
import dev.orbit.tfplugin.server.ApplyOperation;
import dev.orbit.tfplugin.server.PlanOperation;
import dev.orbit.tfplugin.server.ProviderServer;
import dev.orbit.tfplugin.server.ReadOperation;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/**
 * Terraform's provider service. Each call goes to the provider of its own connection. The methods that a provider without
 * functions, identities and actions has no use for answer UNIMPLEMENTED, as Terraform expects.
 */
public final class ProviderService extends ProviderGrpc.ProviderImplBase {

    private static final ServerCapabilities CAPABILITIES = ServerCapabilities.newBuilder()
            .setPlanDestroy(true)
            .setGetProviderSchemaOptional(true)
            .build();

    private final Supplier<ProviderServer> connection;

    /** Asks the supplier, in each call, for the provider of the connection that the call came over. */
    public ProviderService(Supplier<ProviderServer> connection) {
        this.connection = connection;
    }

    @Override
    public void getMetadata(GetMetadata.Request request, StreamObserver<GetMetadata.Response> out) {
        GetMetadata.Response.Builder response =
                GetMetadata.Response.newBuilder().setServerCapabilities(CAPABILITIES);
        Reply.to(out, response::build, response::addAllDiagnostics, () -> {
            ProviderServer server = connection.get();
            server.resources().forEach(r -> response.addResourcesBuilder().setTypeName(r.typeName()));
            server.dataSources().forEach(s -> response.addDataSourcesBuilder().setTypeName(s.typeName()));
        });
    }

    @Override
    public void getProviderSchema(GetProviderSchema.Request request, StreamObserver<GetProviderSchema.Response> out) {
        GetProviderSchema.Response.Builder response =
                GetProviderSchema.Response.newBuilder().setServerCapabilities(CAPABILITIES);
        Reply.to(out, response::build, response::addAllDiagnostics, () -> {
            ProviderServer server = connection.get();
            response.setProvider(SchemaEncoder.encode(server.schema()));
            server.resources()
                    .forEach(r -> response.putResourceSchemas(r.typeName(), SchemaEncoder.encode(r.schema())));
            server.dataSources()
                    .forEach(s -> response.putDataSourceSchemas(s.typeName(), SchemaEncoder.encode(s.schema())));
        });
    }

    @Override
    public void validateProviderConfig(
            ValidateProviderConfig.Request request, StreamObserver<ValidateProviderConfig.Response> out) {
        ValidateProviderConfig.Response.Builder response = ValidateProviderConfig.Response.newBuilder();
        Reply.to(out, response::build, response::addAllDiagnostics, () -> {
            ProviderServer server = connection.get();
            Value config =
                    ValueDecoder.decode(request.getConfig(), server.schema().type());
            response.addAllDiagnostics(DiagnosticEncoder.encode(server.validateConfig(config)));
        });
    }

    @Override
    public void validateResourceConfig(
            ValidateResourceConfig.Request request, StreamObserver<ValidateResourceConfig.Response> out) {
        ValidateResourceConfig.Response.Builder response = ValidateResourceConfig.Response.newBuilder();
        Reply.to(out, response::build, response::addAllDiagnostics, () -> {
            Resource resource = connection.get().resource(request.getTypeName());
            Value config = ValueDecoder.decode(request.getConfig(), type(resource));
            response.addAllDiagnostics(DiagnosticEncoder.encode(connection.get().validateResource(resource, config)));
        });
    }

    @Override
    public void validateDataResourceConfig(
            ValidateDataResourceConfig.Request request, StreamObserver<ValidateDataResourceConfig.Response> out) {
        ValidateDataResourceConfig.Response.Builder response = ValidateDataResourceConfig.Response.newBuilder();
        Reply.to(out, response::build, response::addAllDiagnostics, () -> {
            DataSource source = connection.get().dataSource(request.getTypeName());
            Value config =
                    ValueDecoder.decode(request.getConfig(), source.schema().type());
            response.addAllDiagnostics(DiagnosticEncoder.encode(connection.get().validateDataSource(source, config)));
        });
    }

    @Override
    public void readDataSource(ReadDataSource.Request request, StreamObserver<ReadDataSource.Response> out) {
        ReadDataSource.Response.Builder response = ReadDataSource.Response.newBuilder();
        Reply.to(out, response::build, response::addAllDiagnostics, () -> {
            DataSource source = connection.get().dataSource(request.getTypeName());
            Value config =
                    ValueDecoder.decode(request.getConfig(), source.schema().type());
            response.setState(ValueEncoder.encode(connection.get().read(source, config)));
        });
    }

    @Override
    public void upgradeResourceState(
            UpgradeResourceState.Request request, StreamObserver<UpgradeResourceState.Response> out) {
        UpgradeResourceState.Response.Builder response = UpgradeResourceState.Response.newBuilder();
        Reply.to(out, response::build, response::addAllDiagnostics, () -> {
            Resource resource = connection.get().resource(request.getTypeName());
            Value state = StoredState.read(request, resource);
            connection.get().upgraded(resource, state);
            response.setUpgradedState(ValueEncoder.encode(state));
        });
    }

    /**
     * Reached by OpenTofu, which asks without looking at the capabilities; Terraform does not ask. Within a type, moving
     * is between the host and its state.
     */
    @Override
    public void moveResourceState(MoveResourceState.Request request, StreamObserver<MoveResourceState.Response> out) {
        MoveResourceState.Response.Builder response = MoveResourceState.Response.newBuilder();
        Reply.to(out, response::build, response::addAllDiagnostics, () -> {
            throw new DiagnosticException(Diagnostic.error(
                    "No move from another type",
                    "An object of type " + request.getSourceTypeName() + " cannot become one of type "
                            + request.getTargetTypeName() + ". Take it out of the state with a removed block, and bring"
                            + " in what exists with an import block."));
        });
    }

    @Override
    public void configureProvider(ConfigureProvider.Request request, StreamObserver<ConfigureProvider.Response> out) {
        ConfigureProvider.Response.Builder response = ConfigureProvider.Response.newBuilder();
        Reply.to(out, response::build, response::addAllDiagnostics, () -> {
            ProviderServer server = connection.get();
            server.configure(
                    ValueDecoder.decode(request.getConfig(), server.schema().type()));
        });
    }

    @Override
    public void readResource(ReadResource.Request request, StreamObserver<ReadResource.Response> out) {
        ReadResource.Response.Builder response = ReadResource.Response.newBuilder()
                .setNewState(request.getCurrentState())
                .setPrivate(request.getPrivate());
        Reply.to(out, response::build, response::addAllDiagnostics, () -> {
            Resource resource = connection.get().resource(request.getTypeName());
            Value state = ValueDecoder.decode(request.getCurrentState(), type(resource));
            Outcome outcome = new ReadOperation(resource).read(state);
            response.setNewState(ValueEncoder.encode(outcome.state()));
            response.addAllDiagnostics(DiagnosticEncoder.encode(outcome.warnings()));
        });
    }

    @Override
    public void planResourceChange(
            PlanResourceChange.Request request, StreamObserver<PlanResourceChange.Response> out) {
        PlanResourceChange.Response.Builder response =
                PlanResourceChange.Response.newBuilder().setPlannedState(request.getProposedNewState());
        Reply.to(out, response::build, response::addAllDiagnostics, () -> {
            Resource resource = connection.get().resource(request.getTypeName());
            PlanOperation.Planned planned = new PlanOperation(resource)
                    .plan(
                            ValueDecoder.decode(request.getPriorState(), type(resource)),
                            ValueDecoder.decode(request.getProposedNewState(), type(resource)),
                            ValueDecoder.decode(request.getConfig(), type(resource)),
                            request.getPriorPrivate().toStringUtf8());
            response.setPlannedState(ValueEncoder.encode(planned.state()));
            response.setPlannedPrivate(ByteString.copyFromUtf8(planned.notes()));
            planned.replacing().forEach(path -> response.addRequiresReplace(DiagnosticEncoder.encode(path)));
            response.addAllDiagnostics(DiagnosticEncoder.encode(planned.diagnostics()));
        });
    }

    /** What a plan noted is for this apply alone: a later one must not be held to it, so nothing of it is kept. */
    @Override
    public void applyResourceChange(
            ApplyResourceChange.Request request, StreamObserver<ApplyResourceChange.Response> out) {
        ApplyResourceChange.Response.Builder response =
                ApplyResourceChange.Response.newBuilder().setNewState(request.getPriorState());
        Reply.to(out, response::build, response::addAllDiagnostics, () -> {
            Resource resource = connection.get().resource(request.getTypeName());
            ApplyOperation.Applied applied = new ApplyOperation(resource)
                    .apply(
                            ValueDecoder.decode(request.getPriorState(), type(resource)),
                            ValueDecoder.decode(request.getPlannedState(), type(resource)),
                            ValueDecoder.decode(request.getConfig(), type(resource)),
                            request.getPlannedPrivate().toStringUtf8());
            response.setNewState(ValueEncoder.encode(applied.state()));
            response.addAllDiagnostics(DiagnosticEncoder.encode(applied.diagnostics()));
        });
    }

    @Override
    public void importResourceState(
            ImportResourceState.Request request, StreamObserver<ImportResourceState.Response> out) {
        ImportResourceState.Response.Builder response = ImportResourceState.Response.newBuilder();
        Reply.to(out, response::build, response::addAllDiagnostics, () -> {
            ProviderServer server = connection.get();
            Resource resource = server.resource(request.getTypeName());
            Value state = server.importState(resource, request.getId());
            response.addImportedResourcesBuilder()
                    .setTypeName(request.getTypeName())
                    .setState(ValueEncoder.encode(state))
                    .setPrivate(ByteString.EMPTY);
        });
    }

    @Override
    public void stopProvider(StopProvider.Request request, StreamObserver<StopProvider.Response> out) {
        connection.get().stop();
        out.onNext(StopProvider.Response.getDefaultInstance());
        out.onCompleted();
    }

    private static Type type(Resource resource) {
        return resource.schema().type();
    }
}
