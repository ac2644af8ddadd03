package io.aegis.onboarding.inbound.rest;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.KeyId;
import io.aegis.onboarding.application.KeyVault;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

/** Hands a key to the front door, which shows it to its owner. Every call is recorded. */
@Path("/internal/keys")
@RolesAllowed("keys:reveal")
public class KeysResource {
    private final KeyVault vault;

    KeysResource(KeyVault vault) {
        this.vault = vault;
    }

    public record Revealed(String key) {}

    @GET
    @Path("/{key}")
    public Response reveal(
            @PathParam("key") String key, @QueryParam("customer") String customer, @Context SecurityContext security) {
        if (customer == null) {
            throw new BadRequestException("customer is missing");
        }
        String by = security.getUserPrincipal().getName();
        return switch (vault.reveal(id(key), owner(customer), by)) {
            case KeyVault.Revealed.Key revealed ->
                Response.ok(new Revealed(revealed.key()))
                        .header("Cache-Control", "no-store")
                        .build();
            case KeyVault.Revealed.Over over ->
                throw HttpProblem.builder()
                        .withStatus(Response.Status.GONE)
                        .withTitle("Shown before")
                        .withDetail("a production key is shown once")
                        .build();
            case KeyVault.Revealed.None none -> throw new NotFoundException("no such key of this customer");
        };
    }

    private static KeyId id(String key) {
        try {
            return new KeyId(key);
        } catch (IllegalArgumentException e) {
            throw new NotFoundException("no such key of this customer");
        }
    }

    private static CustomerId owner(String customer) {
        try {
            return new CustomerId(customer);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e.getMessage());
        }
    }
}
